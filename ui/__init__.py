"""The pages: what people see, and the command line."""
