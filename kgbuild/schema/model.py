"""The schema as its readers need it: classes with their columns, and which tables hold which class."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

EXTRACTED = "extracted"
"""`source` of relations that were read; all others are imported."""


@dataclass(frozen=True, slots=True)
class Value:
    """One value of an enumeration; `meaning` is its Biolink name, if it has one."""

    name: str
    description: str = ""
    meaning: str = ""


@dataclass(frozen=True, slots=True)
class Enumeration:
    """A closed set of texts."""

    name: str
    description: str
    values: tuple[Value, ...]
    mappings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """What a value may be: a type, an enumeration, an id of another class's row, or a part of a row.

    `arrow` is the type of its column. `reference` names the class whose row has this id, `part` that of which
    each value is a record.
    """

    name: str
    arrow: str
    description: str = ""
    pattern: str = ""
    minimum: float | None = None
    maximum: float | None = None
    enumeration: Enumeration | None = None
    reference: str = ""
    part: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column. `at_least` names the column that it is never less than.

    `index` is the name of a store's index, or `by_type` for one on each subclass; `full_text` and
    `vector_index` those of others. `imported` says that what was read has no value, `tables_only`
    that a store does not keep it.
    """

    name: str
    kind: Kind
    description: str = ""
    required: bool = False
    identifier: bool = False
    multivalued: bool = False
    imported: bool = False
    tables_only: bool = False
    mappings: tuple[str, ...] = ()
    at_least: str = ""
    index: str = ""
    full_text: str = ""
    vector_index: str = ""


@dataclass(frozen=True, slots=True)
class Signature:
    """Types of subject and object that a relation may join; `imported` if only imports may."""

    subjects: tuple[str, ...]
    objects: tuple[str, ...]
    imported: bool = False


@dataclass(frozen=True, slots=True)
class Demand:
    """Where `column` has this value, `required` must have one."""

    title: str
    column: str
    value: str
    required: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Class:
    """What each row of a table is, or a subclass of that.

    `node` is the label of its nodes in a store, `store_only` are properties that these have besides. `type`
    is what the column `type` of a subclass's rows says. `states` names the column with the id of the relation
    that a row is about, if that is there.
    """

    name: str
    description: str = ""
    parent: str = ""
    columns: tuple[Column, ...] = ()
    store_only: tuple[Column, ...] = ()
    mappings: tuple[str, ...] = ()
    type: str = ""
    node: str = ""
    states: str = ""
    symmetric: bool = False
    signatures: tuple[Signature, ...] = ()
    demands: tuple[Demand, ...] = ()

    @property
    def identifier(self) -> Column | None:
        """The column that identifies a row, if there is one."""
        return next((column for column in self.columns if column.identifier), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Schema:
    """The whole schema; `containers` are named sets of tables, each table with the class of its rows."""

    id: str
    title: str
    description: str
    kinds: tuple[Kind, ...]
    enumerations: tuple[Enumeration, ...]
    classes: Mapping[str, Class]
    containers: Mapping[str, Mapping[str, str]]
    container_descriptions: Mapping[str, str] = field(default_factory=dict)

    @property
    def tables(self) -> dict[str, Class]:
        """All tables by name, with the class of their rows."""
        return {
            table: self.classes[name] for tables in self.containers.values() for table, name in tables.items()
        }

    def table_of(self, name: str) -> str:
        """Return the table that holds the rows of a class."""
        return next(table for table, rows in self.tables.items() if rows.name == name)

    def subclasses(self, name: str) -> Iterator[Class]:
        """Yield the direct subclasses of a class."""
        yield from (each for each in self.classes.values() if each.parent == name)
