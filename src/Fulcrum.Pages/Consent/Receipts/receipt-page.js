
// ---- The page -------------------------------------------------------------------------------------------------

const box = document.getElementById("verify");
if (box) {
  const status = box.querySelector("[role=status]");
  const button = box.querySelector("button");
  box.hidden = false;
  document.getElementById("by-hand").hidden = true;
  button.addEventListener("click", async () => {
    button.disabled = true;
    status.className = "";
    status.textContent = "";
    const keys = box.querySelector("textarea").value.split("\n").map((line) => line.trim()).filter((line) => line !== "");
    const verdict = await verifyReceipt(document.getElementById("receipt").textContent, keys);
    status.className = verdict.holds ? "holds" : "fails";
    status.textContent = verdict.holds
      ? box.dataset.holds.replace("{index}", verdict.index).replace("{size}", verdict.size)
      : `${box.dataset.fails} ${box.dataset[`why${verdict.check[0].toUpperCase()}${verdict.check.slice(1)}`] ?? verdict.why}`;
    button.disabled = false;
  });
}
