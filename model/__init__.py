"""The rules: state, parameters, decisions, one file a mechanism, and the order of a week."""
