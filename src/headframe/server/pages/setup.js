// The token stands behind the # of the address, so it never reaches a server log.
const said = document.getElementById("said");
document.getElementById("setup").addEventListener("submit", async (event) => {
  event.preventDefault();
  const password = document.getElementById("password").value;
  if (password !== document.getElementById("again").value) {
    said.textContent = "The two passwords differ.";
    return;
  }
  const answer = await fetch("/api/v1/setup", {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ token: location.hash.slice(1), password }),
  });
  if (answer.ok) {
    history.replaceState(null, "", "/setup");
    document.getElementById("setup").hidden = true;
    said.textContent = "Done: you are signed in as admin.";
    return;
  }
  const problem = await answer.json();
  said.textContent = `${problem.detail || problem.title} ${problem.action || ""}`;
});
