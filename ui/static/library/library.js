// The library's pages: sends files with their progress, saves corrections, asks before it removes.
(() => {
  "use strict";
  const $ = (selector, root = document) => root.querySelector(selector);
  const make = (tag, text = "", name = "") => {
    const element = document.createElement(tag);
    element.textContent = text;
    element.className = name;
    return element;
  };
  const told = window.yinzhengTold;
  const say = (zh, en) => (document.documentElement.lang === "en" ? en : zh);
  const outcome = (name) =>
    ({
      added: say("新增", "Added"),
      updated: say("更新", "Updated"),
      unchanged: say("未变", "Unchanged"),
      failed: say("失败", "Failed"),
    })[name] ?? name;

  async function send(method, path, body) {
    const options = { method, headers: { "Accept-Language": document.documentElement.lang } };
    if (body) {
      options.headers["Content-Type"] = "application/json";
      options.body = JSON.stringify(body);
    }
    const response = await fetch(path, options);
    const answer = await response.json().catch(() => ({}));
    if (!response.ok) throw new Error(answer.error?.message ?? `${response.status}`);
    return answer;
  }

  // --- uploads -----------------------------------------------------------------------------------------------
  const upload = $("#upload");
  if (upload) {
    const files = $("#files"),
      bar = $("#bar"),
      doing = $("#doing"),
      sending = $("#sending"),
      results = $("#results");
    const drop = $(".drop", upload);
    files.addEventListener("change", () => files.files.length && start([...files.files]));
    for (const type of ["dragover", "dragleave", "drop"]) {
      drop.addEventListener(type, (event) => {
        event.preventDefault();
        drop.classList.toggle("over", type === "dragover");
        if (type === "drop" && event.dataTransfer.files.length) start([...event.dataTransfer.files]);
      });
    }
    upload.addEventListener("submit", (event) => event.preventDefault());

    function start(chosen) {
      if (!sending.hidden) return;
      results.replaceChildren();
      if (chosen.length > Number(upload.dataset.files)) {
        const most = upload.dataset.files;
        return fail(
          say(`一次最多 ${most} 个文件，可先打包成 zip`, `At most ${most} files at once; pack them into a zip`),
        );
      }
      const form = new FormData();
      for (const file of chosen) form.append("files", file);
      const request = new XMLHttpRequest();
      let read = 0,
        counts = {},
        ended = false;
      sending.hidden = false;
      bar.value = 0;
      doing.textContent = say("上传中…", "Sending…");
      request.upload.onprogress = (event) => {
        if (event.lengthComputable) bar.value = (event.loaded / event.total) * 0.3;
      };
      request.onprogress = request.onload = () => {
        if (request.status !== 200) return;
        const next = () => request.responseText.indexOf("\n\n", read);
        for (let end = next(); end >= 0; end = next()) {
          const [name, data] = request.responseText.slice(read, end).split("\n");
          take(name.slice(7), JSON.parse(data.slice(6)));
          read = end + 2;
        }
      };
      request.onloadend = () => {
        sending.hidden = true;
        files.value = "";
        if (request.status !== 200) return fail(explain(request));
        if (!ended)
          fail(
            say("连接中断；已收到的文件仍会添加完，刷新可见", "Connection lost; what has arrived is still being added"),
          );
      };
      request.open("POST", "/api/library/documents");
      request.setRequestHeader("Accept-Language", document.documentElement.lang);
      request.send(form);

      function take(name, data) {
        if (name === "progress") {
          bar.value = 0.3 + 0.7 * (data.total ? data.done / data.total : 0);
          doing.textContent = `${data.done} / ${data.total}  ${told(data.name)}`;
        } else if (name === "result") {
          counts[data.outcome] = (counts[data.outcome] ?? 0) + 1;
          const line = make("li", "", data.outcome);
          const said = make("span");
          if (data.speech) {
            const link = make("a", told(data.speech.title));
            link.href = `/library/${data.speech.id}`;
            said.append(
              link,
              make(
                "small",
                ` ${[data.speech.speaker, data.speech.date].filter(Boolean).join(" · ")} ${told(data.name)}`,
              ),
            );
          } else said.append(told(`${data.name}：${data.reason}`));
          line.append(make("b", outcome(data.outcome)), said);
          results.append(line);
        } else if (name === "error") {
          ended = true;
          fail(data.error.message);
        } else if (name === "finished") {
          ended = true;
          const parts = Object.entries(counts).map(([name, count]) => `${outcome(name)} ${count}`);
          const line = make("li", "", "sum");
          const said = make(
            "span",
            `${parts.join(say("，", ", ")) || say("没有可添加的文件", "Nothing to add")}${say("。", ".")}`,
          );
          line.append(make("b", say("完成", "Done")), said);
          results.prepend(line);
          if (counts.added || counts.updated) {
            refresh().catch(() => {
              const again = make("a", say("刷新列表", "Show the list"));
              again.href = "/library";
              said.append(again);
            });
          }
        }
      }
    }
    // the list, its charts and the choices as they are now; the results stay, and so does a filter being filled in
    async function refresh() {
      const response = await fetch(location.href, { credentials: "same-origin" });
      if (!response.ok) throw new Error(`${response.status}`);
      const main = upload.parentElement;
      const fresh = $("main", new DOMParser().parseFromString(await response.text(), "text/html"));
      const busy = $("#filter")?.contains(document.activeElement);
      const stays = (element) => element.id === "upload" || (busy && element.id === "filter");
      for (const old of [...main.children]) if (!stays(old)) old.remove();
      let last = null;
      for (const element of [...fresh.children]) {
        const shown = (stays(element) && document.getElementById(element.id)) || document.importNode(element, true);
        if (!shown.isConnected) last ? last.after(shown) : main.prepend(shown);
        last = shown;
      }
    }
    function fail(message) {
      const line = make("li", "", "failed");
      line.append(make("b", outcome("failed")), make("span", message));
      results.prepend(line);
    }
    function explain(request) {
      try {
        return JSON.parse(request.responseText).error.message;
      } catch {
        return request.status === 0 ? say("连接中断", "Connection lost") : `${request.status}`;
      }
    }
  }

  // --- corrections -------------------------------------------------------------------------------------------
  const form = $("#correct");
  if (form) {
    const path = `/api/speeches/${form.dataset.speech}`;
    const save = async (body) => {
      try {
        await send("PATCH", path, body);
        location.reload();
      } catch (error) {
        const said = $("#said");
        said.className = "failed";
        said.textContent = error.message;
      }
    };
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const fields = {};
      for (const entry of form.querySelectorAll("[data-was]")) {
        if (entry.value !== entry.dataset.was) fields[entry.name] = entry.value;
      }
      if (Object.keys(fields).length) save({ fields });
      else $("#said").textContent = say("没有改动", "Nothing changed");
    });
    form.addEventListener("click", (event) => {
      const forget = event.target.closest("[data-forget]");
      if (forget) save({ forget: [forget.dataset.forget] });
    });
  }

  // --- lines that are not searched ---------------------------------------------------------------------------
  document.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-put-back]");
    if (!button || !form) return;
    const starts = button.dataset.putBack === "all" ? null : [Number(button.dataset.putBack)];
    button.disabled = true;
    try {
      await send("POST", `/api/speeches/${form.dataset.speech}/lines`, { starts });
      location.reload();
    } catch (error) {
      button.disabled = false;
      const said = $("#said");
      said.className = "failed";
      said.textContent = error.message;
    }
  });

  // --- tags: batches and topics -----------------------------------------------------------------------------
  const chosen = () => [...document.querySelectorAll(".list .choose:checked")].map((box) => box.value);
  document.addEventListener("change", (event) => {
    if (event.target.id === "tag-all") {
      for (const box of document.querySelectorAll(".list .choose")) box.checked = event.target.checked;
    }
  });
  document.addEventListener("submit", async (event) => {
    if (event.target.id !== "tagging") return;
    event.preventDefault();
    const said = $("#tagged");
    const ids = chosen();
    const tag = event.target.tag.value.trim();
    said.className = "";
    if (!ids.length || !tag) {
      said.textContent = say("先选中几篇，再写一个标签", "Choose some texts and write a tag");
      return;
    }
    try {
      await send("POST", "/api/speeches/tags", {
        ids,
        [event.submitter?.value === "remove" ? "remove" : "add"]: [tag],
      });
      location.reload();
    } catch (error) {
      said.className = "failed";
      said.textContent = error.message;
    }
  });

  // --- removal -----------------------------------------------------------------------------------------------
  const dialog = $("#sure");
  let doomed = null;
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-remove]");
    if (!button || !dialog) return;
    doomed = button;
    for (const name of dialog.querySelectorAll("b")) name.textContent = told(button.dataset.title);
    $("[role=alert]", dialog).textContent = "";
    dialog.showModal();
  });
  $("#no")?.addEventListener("click", () => dialog.close());
  $("#yes")?.addEventListener("click", async () => {
    const id = doomed.dataset.remove;
    try {
      await send("DELETE", `/api/speeches/${id}`);
      if (form) location.href = "/library";
      else location.reload();
    } catch (error) {
      $("[role=alert]", dialog).textContent = error.message;
    }
  });
})();
