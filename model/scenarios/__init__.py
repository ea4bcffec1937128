"""The scenarios that come with the product, a TOML file each."""
