# The links of README.md and of the list of pages, for a folder that has all pages of docs/ beside these two.
s,](docs/README\.md,](index.md,g
s,](docs/,](,g
s,="docs/,=",g
s,](\.\./,](,g
