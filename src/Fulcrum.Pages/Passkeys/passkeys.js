// Passkeys, on the pages that name this file. Everything else works without it, and these pages say what to do without it.
(() => {
  "use strict";
  const can = window.PublicKeyCredential && PublicKeyCredential.parseCreationOptionsFromJSON && PublicKeyCredential.parseRequestOptionsFromJSON;
  for (const form of can ? document.querySelectorAll("form[data-question]") : []) {
    const [button, fault] = [form.querySelector("button"), form.querySelector("[data-fault]")];
    form.querySelector("[data-without]").hidden = true;
    for (const part of form.querySelectorAll("[data-with]")) part.hidden = false;
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      button.disabled = fault.hidden = true;
      try {
        const fields = new URLSearchParams({ token: form.elements.token.value, use: form.dataset.use });
        const asked = await fetch(form.dataset.question, { method: "POST", body: fields });
        const { id, question } = await asked.json();
        const made = form.dataset.use === "new"
          ? await navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(question) })
          : await navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(question) });
        form.elements.question.value = id;
        form.elements.answer.value = JSON.stringify(made);
        form.submit();
      } catch {
        button.disabled = fault.hidden = false;
      }
    });
  }
})();
