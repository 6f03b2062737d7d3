"""JATS full text: sections, captions and notices; no references, no tables, no display formulae."""

from kgbuild.domain.document import Document, Rejection, Withdrawal, WithdrawalKind
from tests.contracts.reader import ReaderContract

XLINK = 'xmlns:xlink="http://www.w3.org/1999/xlink"'


def article(
    body: str = "", *, ids: str = '<article-id pub-id-type="pmid">7</article-id>', title: str = "Title.",
    meta: str = "", front: str = "", rest: str = "", attributes: str = XLINK,
) -> bytes:  # fmt: skip
    heading = f"<title-group><article-title>{title}</article-title></title-group>"
    return (
        f"<article {attributes}><front>{front}<article-meta>{ids}{heading}{meta}</article-meta></front>"
        f"<body>{body}</body>{rest}</article>"
    ).encode()


def pmid(number: int) -> str:
    return f'<article-id pub-id-type="pmid">{number}</article-id>'


class TestJats(ReaderContract):
    format = "jats"
    opening = b'<?xml version="1.0"?>\n<pmc-articleset>\n'
    records = (
        article("<sec><title>Methods</title><p>We did <italic>it</italic>.</p></sec>", ids=pmid(1)),
        article("<p>Caf\u00e9.</p>", ids='<article-id pub-id-type="pmc">PMC2</article-id>'),
        article("<p>Third.</p>", ids='<article-id pub-id-type="doi">10.1/ABC</article-id>'),
    )
    closing = b"\n</pmc-articleset>\n"
    ids = ("PMID:1", "PMC:2", "DOI:10.1/abc")
    endless = (
        b'<article><front><article-meta><article-id pub-id-type="pmid">9</article-id></article-meta></front>'
        b"<body><p>",
        b"text ",
        b"</p></body></article>",
    )

    def only(self, record: bytes) -> Document:
        document = self.read(record)[0]
        assert isinstance(document, Document), document
        return document

    def sections(self, record: bytes) -> list[tuple[str, str]]:
        document = self.only(record)
        return [(section.label, document.text[section.start : section.end]) for section in document.sections]

    def body(self, body: str) -> list[tuple[str, str]]:
        return self.sections(article(body))[1:]

    def test_one_article_a_file(self) -> None:
        data = (
            b'<?xml version="1.0"?>\n<!DOCTYPE article PUBLIC "-//NLM//DTD JATS" "x.dtd">\n' + self.records[0]
        )
        assert self.documents(data) == self.documents(self.file(self.records[0]))

    def test_bibliographic_facts(self) -> None:
        document = self.only(
            article(
                "<p>Text.</p>",
                front="<journal-meta><journal-title-group><journal-title>Trials</journal-title>"
                "</journal-title-group></journal-meta>",
                ids=pmid(7) + '<article-id pub-id-type="doi">10.1/x</article-id>',
                meta='<pub-date pub-type="pmc-release"><year>2001</year></pub-date>'
                '<pub-date pub-type="ppub"><year>2006</year></pub-date>'
                '<pub-date pub-type="epub"><year>2005</year></pub-date>',
                attributes=f'{XLINK} xml:lang="en"',
            )
        )
        assert (document.id, document.journal, document.year) == ("PMID:7", "Trials", 2005)
        assert (document.language, document.title, document.retracted) == ("en", "Title.", False)

    def test_outermost_headings_are_labels_and_deeper_ones_text(self) -> None:
        assert self.body(
            "<p>Lead.</p><sec><title>2. Methods</title><p>We.</p>"
            "<sec><title>Patients</title><p>They.</p></sec></sec>"
            '<sec sec-type="results"><p>It.</p></sec>'
        ) == [
            ("body", "Lead."),
            ("methods", "We."),
            ("methods", "Patients"),
            ("methods", "They."),
            ("results", "It."),
        ]

    def test_abstracts_and_translations(self) -> None:
        record = article(
            meta="<abstract><sec><title>Background</title><p>Why.</p></sec><p>Plain.</p></abstract>"
            '<trans-abstract xml:lang="de"><p>Warum.</p></trans-abstract>'
        )
        document = self.only(record)
        assert [(s.label, s.language) for s in document.sections] == [
            ("title", "en"),
            ("background", "en"),
            ("abstract", "en"),
            ("abstract", "de"),
        ]

    def test_captions_but_no_cells_and_no_labels(self) -> None:
        assert self.body(
            "<p>Before (Table 1).<table-wrap><label>Table 1</label>"
            "<caption><title>Patients.</title><p>Mean age.</p></caption><table><tr><td>cell</td></tr></table>"
            "<table-wrap-foot><p>foot</p></table-wrap-foot></table-wrap> After.</p>"
            "<fig><label>Figure 1</label><caption><p>Flow.</p></caption><graphic/></fig>"
        ) == [
            ("body", "Before (Table 1). After."),
            ("caption", "Patients."),
            ("caption", "Mean age."),
            ("caption", "Flow."),
        ]

    def test_figures_at_the_end(self) -> None:
        floats = "<floats-group><fig><caption><p>Late.</p></caption></fig></floats-group>"
        assert self.sections(article("<p>Text.</p>", rest=floats))[-1] == ("caption", "Late.")

    def test_back_matter_and_sub_articles_are_left_out(self) -> None:
        rest = (
            "<back><ack><p>Thanks.</p></ack><ref-list><ref><mixed-citation>Smith.</mixed-citation></ref></ref-list>"
            "</back><sub-article><front-stub><title-group><article-title>Letter</article-title></title-group>"
            "</front-stub><body><p>Reviewer.</p></body></sub-article>"
        )
        assert self.only(article("<p>Text.</p>", rest=rest)).text == "Title.\n\nText."

    def test_note_marks_go_and_other_references_stay(self) -> None:
        assert self.body(
            '<p>Known<sup><xref ref-type="bibr">1</xref>,<xref ref-type="bibr">2</xref></sup>. '
            'See <xref ref-type="fig">Figure 1</xref> and Smith [<xref ref-type="bibr">1</xref>]; '
            "10<sup>6</sup> cells.</p>"
        ) == [("body", "Known. See Figure 1 and Smith [1]; 106 cells.")]

    def test_numbers_that_only_a_style_raises_go_as_well(self) -> None:
        def mark(number: int | str) -> str:
            return f'<xref ref-type="bibr">{number}</xref>'

        assert self.body(
            f"<p>Outcomes.{mark(1)}\u2013{mark(5)} However,{mark(6)},{mark(7)} <i>E. coli</i>{mark(8)}"
            f" in {mark(9)}, [{mark(1)},{mark(2)}], ({mark(3)}) and Smith et al.{mark(4)}{mark(5)}: end."
            f'{mark("6-8")}</p><p>{mark(1)} See <xref ref-type="fig">1</xref>.</p>'
        ) == [
            ("body", "Outcomes. However, E. coli in 9, [1,2], (3) and Smith et al.: end."),
            ("body", "1 See 1."),
        ]

    def test_formulae(self) -> None:
        assert self.body(
            '<p>If <inline-formula><mml:math xmlns:mml="http://www.w3.org/1998/Math/MathML"><mml:mi>p</mml:mi>'
            "<mml:mo>&lt;</mml:mo> <mml:mn>0.05</mml:mn></mml:math></inline-formula> and "
            "<disp-formula><tex-math>\\frac{a}{b}</tex-math></disp-formula>then<break/>so.</p>"
        ) == [("body", "If p<0.05 and then so.")]

    def test_lists_end_sentences(self) -> None:
        assert self.body(
            "<p>Criteria:<list><list-item><p>fever</p></list-item><list-item><p>cough</p></list-item></list>"
            "or both.</p>"
            "<def-list><def-item><term>BP</term><def><p>blood pressure</p></def></def-item></def-list>"
        ) == [
            ("body", "Criteria:"),
            ("body", "fever"),
            ("body", "cough"),
            ("body", "or both."),
            ("body", "BP: blood pressure"),
        ]

    def test_the_article_may_be_in_a_namespace(self) -> None:
        record = self.records[0].replace(b"<article ", b'<article xmlns="https://jats.nlm.nih.gov/ns/1.0" ')
        assert self.documents(record) == self.documents(self.records[0])

    def test_names_of_characters(self) -> None:
        assert self.body("<p>&alpha;-blocker&nbsp;5&thinsp;mg</p>") == [("body", "α-blocker 5 mg")]

    def test_an_article_has_all_its_names(self) -> None:
        others = (
            '<article-id pub-id-type="doi">10.1/X</article-id><article-id pub-id-type="pmc">PMC2</article-id>'
        )
        assert self.only(article("<p>A.</p>", ids=pmid(7) + others)).aliases == ("DOI:10.1/x", "PMC:2")

    def test_full_text_has_a_body(self) -> None:
        assert self.only(article("<p>A.</p>")).full_text
        abstract = self.only(article("", meta="<abstract><p>A.</p></abstract>"))
        assert not abstract.full_text

    def test_a_retraction_notice_withdraws_what_it_retracts(self) -> None:
        related = (
            '<related-article related-article-type="retracted-article" ext-link-type="{}" xlink:href="{}"/>'
        )
        notice = article(meta=related.format("pubmed", "6") + related.format("doi", "10.1/Y"))
        _, *withdrawals = self.read(notice)
        assert withdrawals == [
            Withdrawal(id, WithdrawalKind.RETRACTED, "PMID:7") for id in ("PMID:6", "DOI:10.1/y")
        ]

    def test_retracted_articles_are_marked(self) -> None:
        assert self.only(article(title="RETRACTED: Fever.")).retracted
        assert self.only(
            article(meta='<related-article related-article-type="retraction-forward" xlink:href="10.1/y"/>')
        ).retracted
        assert not self.only(article(title="Retracted foreskin: a review.")).retracted

    def test_corrections_are_named(self) -> None:
        kind = 'related-article-type="correction-forward" ext-link-type="doi"'
        related = f'<related-article {kind} xlink:href="10.1/Z"/>'
        assert self.only(article(meta=related)).corrections == ("DOI:10.1/z",)

    def test_an_article_without_id_or_text_is_rejected(self) -> None:
        no_id, no_text = self.read(self.file(article(ids=""), article(title="")))
        assert isinstance(no_id, Rejection)
        assert isinstance(no_text, Rejection)
        assert (no_id.reason, no_id.location) == ("no-id", f"record 1, byte {len(self.opening)}")
        assert (no_text.reason, no_text.document_id) == ("no-text", "PMID:7")

    def test_odd_years_are_no_years(self) -> None:
        for year in ("", "n.d.", "1" * 5000, "\u0662\u0660\u0662\u0661"):
            meta = f'<pub-date pub-type="epub"><year>{year}</year></pub-date>'
            assert self.only(article(meta=meta)).year is None
