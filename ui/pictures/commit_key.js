// Ctrl+Enter commits from a tab of the desks too: Streamlit's tabs keep the Enter key to themselves, so that the button's
// own shortcut never hears of it. Heard on the way down, and only there: everywhere else the button hears it itself.

function commitFromTab(event) {
  if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || !event.target.closest?.("[role=tab]")) return;
  const button = document.querySelector(".st-key-commit button");
  if (!button || button.disabled) return;
  event.preventDefault();
  event.stopPropagation();
  button.click();
}

export default function () {
  document.addEventListener("keydown", commitFromTab, true);
  return () => document.removeEventListener("keydown", commitFromTab, true);
}
