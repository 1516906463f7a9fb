"""The search backend that the settings name, over a catalog; its packages load only then."""

from index.backends.embedded import Embedded
from index.catalog import Catalog
from index.search.backend import SearchBackend, SearchSettings


def open_backend(catalog: Catalog, settings: SearchSettings) -> SearchBackend:
    """Return the backend. Nothing is connected to before its first use."""
    if settings.backend == "milvus":
        from index.backends.milvus import Milvus

        return Milvus(catalog, settings)
    return Embedded(catalog)
