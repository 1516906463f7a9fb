// The desk's pages: a draft is checked with its progress, files are dropped, words are copied with their reference.
(() => {
  "use strict";
  const $ = (selector, root = document) => root.querySelector(selector);
  const say = (zh, en) => (document.documentElement.lang === "en" ? en : zh);
  const told = window.yinzhengTold;

  // --- a draft -----------------------------------------------------------------------------------------------
  const form = $("#check");
  if (form) {
    const file = $("#file"),
      drop = $(".drop", form),
      picked = $("#picked"),
      doing = $("#doing"),
      bar = $("#bar"),
      report = $("#report");
    const name = () => {
      picked.textContent = file.files.length ? told(file.files[0].name) : "";
    };
    file.addEventListener("change", name);
    for (const type of ["dragover", "dragleave", "drop"]) {
      drop.addEventListener(type, (event) => {
        event.preventDefault();
        drop.classList.toggle("over", type === "dragover");
        if (type === "drop" && event.dataTransfer.files.length) {
          file.files = event.dataTransfer.files;
          name();
        }
      });
    }
    // a text that is pasted or written takes the place of the file
    $("textarea", form).addEventListener("input", () => {
      file.value = "";
      name();
    });
    form.addEventListener("submit", async (event) => {
      if (event.submitter?.matches("[data-plain]")) return; // a download: the browser sends it
      event.preventDefault();
      if (!doing.hidden) return;
      report.replaceChildren();
      doing.hidden = false;
      bar.value = 0;
      $("span", doing).textContent = say("核对中…", "Checking…");
      try {
        const response = await fetch(form.action, {
          method: "POST",
          body: new FormData(form),
          headers: { Accept: "text/event-stream", "Accept-Language": document.documentElement.lang },
        });
        if (!response.ok) throw new Error((await response.json().catch(() => ({}))).error?.message ?? response.status);
        await read(response.body.getReader());
      } catch (error) {
        const line = document.createElement("p");
        line.setAttribute("role", "alert");
        line.textContent = error.message;
        report.replaceChildren(line);
      }
      doing.hidden = true;
    });
    async function read(reader) {
      const decoder = new TextDecoder();
      let text = "";
      for (;;) {
        const { value, done } = await reader.read();
        if (done) return;
        text += decoder.decode(value, { stream: true });
        for (let end = text.indexOf("\n\n"); end >= 0; end = text.indexOf("\n\n")) {
          const [event, data] = text.slice(0, end).split("\n");
          text = text.slice(end + 2);
          take(event.slice(7), JSON.parse(data.slice(6)));
        }
      }
    }
    function take(event, data) {
      if (event === "progress") {
        bar.value = data.total ? data.done / data.total : 1;
        $("span", doing).textContent = `${data.done} / ${data.total}`;
      } else {
        // made and escaped by this service
        const made = new DOMParser().parseFromString(data, "text/html");
        report.replaceChildren(...made.body.childNodes);
        document.dispatchEvent(new Event("yinzheng-looks"));
      }
    }
  }

  // --- words with their reference ----------------------------------------------------------------------------
  document.addEventListener("click", async (event) => {
    const button = event.target instanceof Element && event.target.closest("[data-copy]");
    if (!button) return;
    try {
      await navigator.clipboard.writeText(button.dataset.copy);
    } catch {
      const area = document.createElement("textarea");
      area.value = button.dataset.copy;
      document.body.append(area);
      area.select();
      document.execCommand("copy");
      area.remove();
    }
    const label = [...button.childNodes];
    button.textContent = say("已复制", "Copied");
    setTimeout(() => button.replaceChildren(...label), 1500);
  });
})();
