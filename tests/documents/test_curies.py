"""One article has one id, however it is written."""

import pytest

from kgbuild.documents.curies import DOI, PMC, PMID, curie, guessed_curie


@pytest.mark.parametrize(
    ("prefix", "value", "id"),
    [
        (PMID, " 12\n", "PMID:12"),
        (PMID, "PMID: 12", "PMID:12"),
        (PMID, "pmid:12", "PMID:12"),
        (PMID, "https://pubmed.ncbi.nlm.nih.gov/12", "PMID:12"),
        (PMC, "12", "PMC:12"),
        (PMC, "pmc12", "PMC:12"),
        (PMC, "PMC:PMC12", "PMC:12"),
        (PMC, "PMCID: PMC12", "PMC:12"),
        (DOI, "10.1000/ABC.0", "DOI:10.1000/abc.0"),
        (DOI, "doi:10.1/x", "DOI:10.1/x"),
        (DOI, "http://dx.doi.org/10.1/x", "DOI:10.1/x"),
        (DOI, "info:doi/10.1/x", "DOI:10.1/x"),
        (DOI, " ", ""),
    ],
)
def test_ways_to_write_an_id(prefix: str, value: str, id: str) -> None:
    assert curie(prefix, value) == id


def test_a_guess_leaves_other_ids_alone() -> None:
    assert [guessed_curie(id) for id in ("DOI:10.1/X", "12a", "PMCX", "")] == [
        "DOI:10.1/X",
        "12a",
        "PMCX",
        "",
    ]
