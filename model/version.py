"""The version of the model's behaviour: it changes when the same run file would give other results."""

MODEL_VERSION = "10"
RUN_FILE_SCHEMA = 2
