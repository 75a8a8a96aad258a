"""The data rooms: where data sets lie, and how they are fetched."""
