"""Pictures drawn as SVG in the browser: JavaScript without a build step, data in, nothing out."""
