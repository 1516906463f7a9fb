"""Gold sets of the desk, over the samples and over public documents that are not part of this project."""
