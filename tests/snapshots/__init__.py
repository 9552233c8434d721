"""A site as each released schema left it: opened, migrated and proved by the code of today.

One file a schema, named after its migration: the folder of a site after the day of ``story.py``,
as the software of that time wrote it, with its database, keys and enrolment, and what is needed to
go on there. People, keys and PINs are invented. `tools/make_snapshot.py` writes the one of the
newest schema; once that is released, its file is never written again.
"""
