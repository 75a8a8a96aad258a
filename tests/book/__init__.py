"""Tests of the engine; a package, so that what they change of the environment ends with the last of them."""
