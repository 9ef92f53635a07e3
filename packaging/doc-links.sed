# Changes the links in README.md and in the list of pages for a folder that also has all pages of docs/.
s,](docs/README\.md,](index.md,g
s,](docs/,](,g
s,="docs/,=",g
s,](\.\./,](,g
