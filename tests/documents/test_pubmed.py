"""PubMed XML: what becomes of each element that matters."""

from kgbuild.documents.limits import DEFAULT_LIMITS
from kgbuild.documents.pubmed import PubmedReader
from kgbuild.domain.document import Document, Rejection, Withdrawal, WithdrawalKind
from tests.contracts.reader import ReaderContract


def article(
    body: str, *, pmid: str = '<PMID Version="1">7</PMID>', citation: str = "", rest: str = ""
) -> bytes:
    return (
        f"<PubmedArticle><MedlineCitation>{pmid}<Article>{body}</Article>{citation}</MedlineCitation>"
        f"{rest}</PubmedArticle>"
    ).encode()


def abstract(text: str) -> str:
    return f"<ArticleTitle>Title.</ArticleTitle><Abstract>{text}</Abstract><Language>eng</Language>"


def notices(*kinds: tuple[str, str]) -> str:
    items = (
        f'<CommentsCorrections RefType="{kind}">{content}</CommentsCorrections>' for kind, content in kinds
    )
    return f"<CommentsCorrectionsList>{''.join(items)}</CommentsCorrectionsList>"


class TestPubmed(ReaderContract):
    format = "pubmed"
    opening = b'<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE X SYSTEM "x.dtd">\n<PubmedArticleSet>\n'
    records = (
        article(abstract("<AbstractText>A first one.</AbstractText>"), pmid='<PMID Version="1">1</PMID>'),
        article(
            abstract('<AbstractText Label="METHODS">Is <i>caf\u00e9</i> &lt; 3?</AbstractText>'),
            pmid='<PMID Version="2">2</PMID>',
            rest="<PubmedData><ReferenceList><Reference/></ReferenceList></PubmedData>",
        ),
        article("<ArticleTitle>Only a title.</ArticleTitle>", pmid="<PMID>3</PMID>"),
    )
    closing = b"\n</PubmedArticleSet>\n"
    ids = ("PMID:1", "PMID:2", "PMID:3")
    endless = (
        b"<PubmedArticle><MedlineCitation><PMID>9</PMID><Article><ArticleTitle>",
        b"text ",
        b"</ArticleTitle></Article></MedlineCitation></PubmedArticle>",
    )

    def only(self, record: bytes) -> Document:
        (document,) = self.read(self.file(record))
        assert isinstance(document, Document), document
        return document

    def sections(self, record: bytes) -> list[tuple[str, str, str]]:
        document = self.only(record)
        return [(s.label, document.text[s.start : s.end], s.language) for s in document.sections]

    def test_bibliographic_facts(self) -> None:
        document = self.only(
            article(
                "<Journal><JournalIssue><PubDate><MedlineDate>1998 Dec-1999 Jan</MedlineDate></PubDate>"
                "</JournalIssue><Title>The Lancet</Title><ISOAbbreviation>Lancet</ISOAbbreviation></Journal>"
                "<ArticleTitle>Fever.</ArticleTitle><Language>eng</Language>",
                pmid='<PMID Version="3">7</PMID>',
                citation="<DateRevised><Year>2021</Year><Month>6</Month><Day>07</Day></DateRevised>",
            )
        )
        assert (document.id, document.version, document.revised) == ("PMID:7", 3, "2021-06-07")
        assert (document.year, document.journal, document.language) == (1998, "The Lancet", "en")
        assert document.title == document.text == "Fever."

    def test_a_structured_abstract_keeps_its_labels(self) -> None:
        record = article(
            abstract(
                '<AbstractText Label="AIMS AND METHODS" NlmCategory="METHODS">We tried.</AbstractText>'
                '<AbstractText Label="UNLABELLED">It worked.</AbstractText>'
                "<CopyrightInformation>(c) 2021</CopyrightInformation>"
            )
        )
        assert self.sections(record) == [
            ("title", "Title.", "en"),
            ("aims and methods", "We tried.", "en"),
            ("abstract", "It worked.", "en"),
        ]

    def test_inline_markup_and_formulae_do_not_cut_words(self) -> None:
        record = article(
            abstract(
                "<AbstractText>CD4<sup>+</sup> T-cells in <i>E. coli</i>, H<sub>2</sub>O; <b>bo</b>ld"
                '\n  <mml:math xmlns:mml="http://www.w3.org/1998/Math/MathML">\n <mml:mi>x</mml:mi>'
                "\n <mml:mo>=</mml:mo>\n <mml:mn>2</mml:mn></mml:math>.</AbstractText>"
            )
        )
        assert self.sections(record)[1][1] == "CD4+ T-cells in E. coli, H2O; bold x=2."

    def test_a_prefix_that_only_the_root_declares(self) -> None:
        record = article(abstract("<AbstractText>a <mml:math><mml:mi>b</mml:mi></mml:math></AbstractText>"))
        root = b'<PubmedArticleSet xmlns:mml="http://www.w3.org/1998/Math/MathML">'
        (document,) = self.read(root + record + b"</PubmedArticleSet>")
        assert isinstance(document, Document)
        assert document.text.endswith("a b")

    def test_a_default_namespace_changes_nothing(self) -> None:
        data = self.file().replace(b"<PubmedArticleSet>", b'<PubmedArticleSet xmlns="urn:any">')
        assert self.documents(data) == self.documents(self.file())

    def test_characters_by_number_and_by_name(self) -> None:
        record = article(
            abstract("<AbstractText>&#x3b1;&beta;&nbsp;&amp; &LT;i&GT; &#8211; &lt;5</AbstractText>")
        )
        assert self.sections(record)[1][1] == "αβ & <i> – <5"

    def test_text_in_other_languages(self) -> None:
        record = article(
            "<ArticleTitle>[Fever and pain].</ArticleTitle>"
            "<Abstract><AbstractText>English.</AbstractText></Abstract>"
            "<Language>ger</Language><VernacularTitle>Fieber und Schmerz.</VernacularTitle>",
            citation='<OtherAbstract Type="Publisher" Language="ger"><AbstractText Label="ZIEL">Deutsch.'
            "</AbstractText></OtherAbstract>",
        )
        assert self.only(record).language == "de"
        assert self.only(record).title == "Fever and pain."
        assert self.sections(record) == [
            ("title", "Fever and pain.", "en"),
            ("original title", "Fieber und Schmerz.", "de"),
            ("abstract", "English.", "en"),
            ("ziel", "Deutsch.", "de"),
        ]

    def test_the_original_title_of_an_article_in_two_languages_is_not_english(self) -> None:
        for languages, language in (("eng", "und"), ("eng spa", "es"), ("spa eng", "es")):
            stated = "".join(f"<Language>{code}</Language>" for code in languages.split())
            titles = "<ArticleTitle>Fever.</ArticleTitle>{}<VernacularTitle>Fiebre.</VernacularTitle>"
            assert self.sections(article(titles.format(stated)))[1] == ("original title", "Fiebre.", language)

    def test_brackets_of_an_english_title_stay(self) -> None:
        record = article("<ArticleTitle>[Fe] in man.</ArticleTitle><Language>eng</Language>")
        assert self.only(record).text == "[Fe] in man."

    def test_an_original_title_stands_in_for_one_that_is_not_available(self) -> None:
        record = article(
            "<ArticleTitle>[Not Available].</ArticleTitle><Language>fre</Language>"
            "<VernacularTitle>La fi\u00e8vre.</VernacularTitle>"
        )
        assert self.only(record).title == "La fi\u00e8vre."
        assert self.sections(record) == [("original title", "La fi\u00e8vre.", "fr")]

    def test_books_and_chapters(self) -> None:
        record = (
            b"<PubmedBookArticle><BookDocument><PMID>5</PMID><Book><BookTitle>GeneReviews</BookTitle>"
            b"<PubDate><Year>1993</Year></PubDate></Book><ArticleTitle>Ataxia</ArticleTitle>"
            b"<Language>eng</Language><Abstract><AbstractText>Unsteady gait.</AbstractText></Abstract>"
            b"</BookDocument></PubmedBookArticle>"
        )
        document = self.only(record)
        assert (document.id, document.title, document.journal) == ("PMID:5", "Ataxia", "GeneReviews")
        assert document.year == 1993
        assert document.text == "Ataxia\n\nUnsteady gait."

    def test_a_whole_book_has_its_own_title(self) -> None:
        record = (
            b"<PubmedBookArticle><BookDocument><PMID>5</PMID><Book><BookTitle>GeneReviews</BookTitle></Book>"
            b"</BookDocument></PubmedBookArticle>"
        )
        assert self.only(record).title == "GeneReviews"

    def test_deletions(self) -> None:
        data = self.file(
            self.records[0], b"<DeleteCitation><PMID>8</PMID>\n<PMID> 9 </PMID></DeleteCitation>"
        )
        document, *withdrawals = self.read(data)
        assert isinstance(document, Document)
        assert withdrawals == [Withdrawal(f"PMID:{n}", WithdrawalKind.DELETED, "file.txt") for n in (8, 9)]

    def test_an_article_has_all_its_names(self) -> None:
        doi = '<ELocationID EIdType="doi" ValidYN="Y">10.1/X</ELocationID><ArticleTitle>A.</ArticleTitle>'
        data = (
            "<PubmedData><ArticleIdList>{}</ArticleIdList><ReferenceList><Reference><ArticleIdList>"
            '<ArticleId IdType="doi">10.1/cited</ArticleId></ArticleIdList></Reference></ReferenceList>'
            "</PubmedData>"
        )
        listed = '<ArticleId IdType="pubmed">7</ArticleId><ArticleId IdType="doi">10.1/a&lt;b</ArticleId>'
        pmc = '<ArticleId IdType="pmc">PMC2</ArticleId>'
        assert self.only(article(doi)).aliases == ("DOI:10.1/x",)
        assert self.only(article(abstract(""), rest=data.format(listed))).aliases == ("DOI:10.1/a<b",)
        assert self.only(article(doi, rest=data.format(pmc))).aliases == ("DOI:10.1/x", "PMC:2")
        assert self.only(article(abstract(""), rest=data.format(""))).aliases == ()

    def test_a_notice_that_knows_a_doi_alone_names_that(self) -> None:
        source = "<RefSource>J Pain. 2019;1(2):3-4. doi: 10.1016/j.pain.2019.01.</RefSource>"
        _, notice = self.read(self.file(article(abstract(""), citation=notices(("RetractionOf", source)))))
        assert isinstance(notice, Withdrawal)
        assert notice.document_id == "DOI:10.1016/j.pain.2019.01"

    def test_a_retraction_notice_withdraws_what_it_retracts(self) -> None:
        record = article(
            "<ArticleTitle>Retraction: Fever.</ArticleTitle>",
            citation=notices(("RetractionOf", "<RefSource>Lancet</RefSource><PMID>6</PMID>"), ("Cites", "5")),
        )
        notice, withdrawal = self.read(self.file(record))
        assert isinstance(notice, Document)
        assert not notice.retracted
        assert withdrawal == Withdrawal("PMID:6", WithdrawalKind.RETRACTED, "PMID:7")

    def test_retracted_articles_are_marked(self) -> None:
        notice = notices(("RetractionIn", "<PMID>6</PMID>"))
        kind = '<PublicationTypeList><PublicationType UI="D016441">X</PublicationType></PublicationTypeList>'
        title = "<ArticleTitle>Fever.</ArticleTitle>"
        assert self.only(article(title, citation=notice)).retracted
        assert self.only(article(title + kind)).retracted
        assert not self.only(article(title)).retracted

    def test_corrections_are_named(self) -> None:
        with_id = ("ErratumIn", "<RefSource>Lancet 2</RefSource><PMID>6</PMID>")
        without = ("ErratumIn", "<RefSource>Lancet 3</RefSource>")
        record = article("<ArticleTitle>Fever.</ArticleTitle>", citation=notices(with_id, without))
        assert self.only(record).corrections == ("PMID:6", "Lancet 3")

    def test_a_record_without_id_or_text_is_rejected(self) -> None:
        no_text, no_id = self.read(
            self.file(article("<Language>eng</Language>"), article("<ArticleTitle>A</ArticleTitle>", pmid=""))
        )
        assert isinstance(no_text, Rejection)
        assert isinstance(no_id, Rejection)
        assert (no_text.reason, no_text.document_id) == ("no-text", "PMID:7")
        assert "title or abstract" in no_text.message
        assert no_id.reason == "no-id"

    def test_a_broken_record_costs_no_other(self) -> None:
        broken = self.records[1].replace(b"</i>", b"")
        first, middle, last = self.read(self.file(self.records[0], broken, self.records[2]))
        assert isinstance(first, Document)
        assert isinstance(last, Document)
        assert isinstance(middle, Rejection)
        assert middle.reason == "broken-xml"
        assert middle.location == f"record 2, byte {len(self.opening) + len(self.records[0]) + 1}"
        assert "mend the record" in middle.message

    def test_damage_among_the_references_costs_nothing(self) -> None:
        damaged = self.records[1].replace(b"<Reference/>", b"<Reference>&nonsense;<")
        assert self.documents(self.file(damaged)) == self.documents(self.file(self.records[1]))

    def test_a_lost_start_or_end_tag_costs_one_record(self) -> None:
        for lost in (b"<PubmedArticle>", b"</PubmedArticle>"):
            damaged = self.records[1].replace(lost, b"")
            first, middle, last = self.read(self.file(self.records[0], damaged, self.records[2]))
            assert isinstance(middle, Rejection)
            assert [first.id, last.id] == ["PMID:1", "PMID:3"]  # type: ignore[union-attr] # documents

    def test_an_empty_set_is_no_mistake_but_another_format_is(self) -> None:
        assert self.read(b"<PubmedArticleSet></PubmedArticleSet>") == []
        assert self.read(b"<?xml version='1.0'?><!-- none --><PubmedArticleSet/>") == []
        (rejection,) = self.read(b"<html><body>Not found</body></html>")
        assert isinstance(rejection, Rejection)
        assert "holds no record" in rejection.message

    def test_a_file_that_ends_between_records_is_told_of(self) -> None:
        *documents, rejection = self.read(self.file().replace(self.closing, b""))
        assert len(documents) == 3
        assert isinstance(rejection, Rejection)
        assert (rejection.reason, rejection.location) == ("truncated", "after record 3")


def test_the_reader_keeps_no_state_between_files() -> None:
    reader, contract = PubmedReader(), TestPubmed()
    first = contract.file().replace(b'encoding="utf-8"', b'encoding="latin-1"')
    for data, letters in ((first, "Ã©"), (contract.file(), "é")):
        documents = list(reader.read(iter([data]), "x.xml", DEFAULT_LIMITS))
        assert isinstance(documents[1], Document)
        assert letters in documents[1].text
