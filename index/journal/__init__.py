"""One library on several machines: PostgreSQL keeps its changes in order, and each machine's library follows them.

A change is acknowledged by the journal, in one transaction, one writer at a time; every library applies the changes in
their order, each in one transaction that also says which it was. From outside: `founding`, `opening`, `shared_library`.
"""
