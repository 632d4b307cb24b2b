/* The drafting tab: what was typed goes to the server with the click, panels and chosen paragraph outlive a new text. */
(() => {
  "use strict";

  const { ask, make } = window.fazhi;
  const still = matchMedia("(prefers-reduced-motion: reduce)");
  const go = (target, block = "center") => target?.scrollIntoView({ block, behavior: still.matches ? "auto" : "smooth" });

  // ---- the address names the draft and the step
  const placed = (place) => {
    const address = new URL(location.href);
    if (place) address.searchParams.set("draft", place); else address.searchParams.delete("draft");
    history.replaceState(history.state, "", address);
  };

  // ---- what a form holds; an outline is sent as lines of id, heading, level
  const collect = (control) => {
    const form = control.closest("[data-form]") ?? (control.closest("#fz-draft-foot") && document.querySelector("#fz-draft-view [data-form]"));
    const fields = {};
    if (!form) return fields;
    for (const input of form.querySelectorAll("[name]")) fields[input.name] = input.value;
    if (form.hasAttribute("data-outline"))
      fields.lines = JSON.stringify([...form.querySelectorAll("li[data-line]")].map((line) => [
        line.dataset.line,
        line.querySelector("input")?.value ?? "",
        Number(line.querySelector("[data-level-of]")?.value ?? 0),
      ]));
    return fields;
  };

  // ---- a refusal is said beside the control that was used, too
  let used = null;
  const listen = () => {
    const note = document.getElementById("fz-draft-note");
    if (!note || note.dataset.heard) return;
    note.dataset.heard = "yes";
    new MutationObserver(() => {
      for (const old of document.querySelectorAll(".fz-d-said")) old.remove();
      for (const waiting of document.querySelectorAll("[data-act][aria-busy]")) waiting.removeAttribute("aria-busy");
      const bad = note.querySelector(".fz-note.bad");
      const beside = used?.isConnected && used.closest("[data-form], [data-editing], .fz-d-p, li, .fz-d-section, .fz-d-buttons");
      note.classList.toggle("fz-d-told", Boolean(bad && beside));
      if (bad && beside) beside.append(make("p", { class: "fz-d-said", role: "alert" }, bad.textContent));
    }).observe(note, { childList: true, subtree: true, characterData: true });
  };

  const send = async (element, trigger, target, more = {}) => {
    const { act, value = "", confirm, yes, force, ask: title, text } = target.dataset;
    if (target.hasAttribute("aria-busy")) return;
    if (title) {
      const given = await ask({ title, text });
      if (!given || given === text) return;
      more = { ...more, text: given };
    }
    if (confirm && !(await ask({ title: confirm, yes }))) return;
    used = target;
    target.setAttribute("aria-busy", "true");
    setTimeout(() => target.removeAttribute("aria-busy"), 4000);
    const version = element.querySelector("[data-version]")?.dataset.version ?? "";
    trigger("click", { act, value, version, fields: { ...collect(target), ...(force ? { force } : {}), ...more } });
  };

  const drafting = (element, trigger) => {
    const kept = { of: "", chosen: "", panel: "gaps", tops: {}, slot: "" };
    const each = (selector) => element.querySelectorAll(selector);

    const panel = (name, focus = false) => {
      kept.panel = name;
      for (const tab of each("[data-panel]")) {
        const on = tab.dataset.panel === name;
        tab.setAttribute("aria-selected", String(on));
        tab.tabIndex = on ? 0 : -1;
        if (on && focus) tab.focus();
      }
      for (const body of each("[data-panel-of]")) body.hidden = body.dataset.panelOf !== name;
    };

    const choose = (id) => {
      kept.chosen = id;
      for (const paragraph of each(".fz-d-p")) paragraph.classList.toggle("chosen", paragraph.dataset.p === id);
      let found = false;
      for (const behind of each("[data-behind]")) {
        behind.hidden = behind.dataset.behind !== id;
        found ||= !behind.hidden;
      }
      const hint = element.querySelector("[data-unchosen]");
      if (hint) hint.hidden = found;
    };

    const flash = (target) => {
      for (const other of each(".fz-now")) other.classList.remove("fz-now");
      target?.classList.add("fz-now");
    };

    // What is typed but not saved stands in the page only: a new text from the server takes it over.
    const editing = new Map();
    const typed = new Map();
    let sent = "";
    const close = (box) => { editing.delete(box.dataset.editing); box.previousElementSibling?.removeAttribute("hidden"); box.remove(); };
    const editor = (key, act, value, text, after) => {
      if (element.querySelector(`[data-editing="${CSS.escape(key)}"]`)) return;
      const area = make("textarea", { name: "text", rows: "5", maxlength: "6000", "aria-label": "段落文字" });
      area.value = text;
      const box = make("div", { class: "fz-d-edit", "data-editing": key, "data-form": "" }, area,
        make("div", { class: "fz-d-buttons" },
          make("button", { type: "button", class: "fz-primary", "data-act": act, "data-value": value }, "保存"),
          make("button", { type: "button", class: "fz-plain", "data-do": "cancel" }, "取消"),
          make("small", {}, "【待补充：…】的标记会留作待补数字。")));
      after.after(box);
      if (act === "edit") after.hidden = true;
      area.style.height = `${Math.max(120, area.scrollHeight + 4)}px`;
      area.addEventListener("input", () => editing.set(key, { act, value, text: area.value }));
      editing.set(key, { act, value, text });
      return area;
    };
    const anchor = (key, act) => {
      const id = CSS.escape(key.slice(key.indexOf(":") + 1).split("|").pop());
      if (act === "edit") return element.querySelector(`[data-p="${id}"] > p`);
      const section = CSS.escape(key.slice(key.indexOf(":") + 1).split("|")[0]);
      return element.querySelector(`[data-p="${id || "-"}"]`) ?? element.querySelector(`[data-section-id="${section}"] .fz-d-sectionhead`);
    };

    // A field that Gradio has made into another one still holds what was typed into the old: give each its own again.
    const anew = () => {
      for (const box of each("[data-editing]")) box.remove();
      for (const words of each("[data-p] > p[hidden]")) words.hidden = false;
      for (const field of each("input, textarea")) field.value = field.defaultValue;
      for (const field of each("select")) {
        const chosen = [...field.options].findIndex((option) => option.defaultSelected);
        field.selectedIndex = Math.max(chosen, 0);
      }
      for (const gap of each("[data-gap]")) {
        const field = gap.querySelector("input[name=surface]");
        if (field) field.value = typed.get(gap.dataset.gap) ?? "";
      }
    };

    const restore = () => {
      const root = element.querySelector("[data-of]");
      const form = element.querySelector("[data-form]");
      listen();
      if (sent && !element.querySelector("[data-refused]")) { editing.delete(sent); typed.delete(sent); }
      sent = "";
      if (root && root.dataset.of !== kept.of) { editing.clear(); typed.clear(); }
      anew();
      if (!root) { if (form) kept.of = ""; return; }
      if (root.dataset.of !== kept.of) {
        Object.assign(kept, { of: root.dataset.of, chosen: "", tops: {}, panel: each("[data-gap]").length ? "gaps" : "sources" });
      }
      panel(kept.panel);
      choose(kept.chosen);
      const paper = element.querySelector(".fz-d-paper");
      if (paper) paper.scrollTop = kept.tops.paper ?? 0;
      for (const body of each("[data-panel-of]")) body.scrollTop = kept.tops[body.dataset.panelOf] ?? 0;
      for (const [key, { act, value, text }] of [...editing]) {
        const at = anchor(key, act);
        if (at) editor(key, act, value, text, at); else editing.delete(key);
      }
    };
    // Gradio changes the old elements into the new ones, so only the stamp tells that the text came anew.
    let made = "";
    new MutationObserver(() => {
      const now = element.querySelector("[data-stamp]")?.dataset.stamp ?? "";
      if (now === made) return;
      made = now;
      restore();
    }).observe(element, { childList: true, subtree: true, attributeFilter: ["data-stamp"] });
    element.addEventListener("scroll", (event) => {
      const name = event.target.dataset?.panelOf ?? (event.target.matches?.(".fz-d-paper") ? "paper" : "");
      if (name) kept.tops[name] = event.target.scrollTop;
    }, true);

    const row = (line, what) => {
      const other = what === "up" ? line.previousElementSibling : line.nextElementSibling;
      if (what === "drop") line.remove();
      else if (other && other.dataset.level !== "0") what === "up" ? other.before(line) : other.after(line);
      if (what !== "drop") line.querySelector(`[data-do="${what}"]`).focus();
    };

    const local = (control) => {
      const { do: what, slot, paragraph, section, after, heading } = control.dataset;
      const line = control.closest("li[data-line]");
      if (line) return row(line, what);
      if (what === "add") {
        const list = element.querySelector(".fz-d-outline");
        const blank = element.querySelector("[data-blank]").content.firstElementChild.cloneNode(true);
        blank.querySelector("input").value = heading;
        list.append(blank);
        blank.querySelector("input").focus();
        if (heading) control.closest("li").remove();
      } else if (what === "edit") {
        const box = control.closest("[data-p]");
        editor(`edit:${box.dataset.p}`, "edit", box.dataset.p, box.dataset.text, box.querySelector("p"))?.focus();
      } else if (what === "insert") {
        const key = `insert:${section}|${after}`;
        editor(key, "insert", `${section}|${after}`, "", anchor(key, "insert"))?.focus();
      } else if (what === "cancel") {
        close(control.closest("[data-editing]"));
      } else if (what === "gap") {
        panel("gaps");
        const item = element.querySelector(`[data-gap="${CSS.escape(slot)}"]`);
        flash(item);
        go(item, "nearest");
        item?.querySelector("input")?.focus({ preventScroll: true });
      } else if (what === "spot") {
        const spot = element.querySelector(`.fz-d-paper [data-slot="${CSS.escape(slot)}"]`);
        flash(spot);
        go(spot);
      } else if (what === "show") {
        choose(paragraph);
        go(element.querySelector(`[data-p="${CSS.escape(paragraph)}"]`));
      }
    };

    const shown = (slot) => {
      const gap = element.querySelector(`[data-gap="${CSS.escape(slot)}"]`);
      if (gap) return local({ dataset: { do: "gap", slot }, closest: () => null });
      panel("sources");
      const card = element.querySelector(`[data-behind]:not([hidden]) [data-slot-card="${CSS.escape(slot)}"]`);
      flash(card);
      go(card, "nearest");
    };

    const act = (control) => {
      sent = control.closest("[data-editing]")?.dataset.editing ?? control.closest("[data-gap]")?.dataset.gap ?? "";
      send(element, trigger, control);
    };
    element.addEventListener("input", (event) => {
      const gap = event.target.closest("[data-gap]");
      if (gap && event.target.name === "surface") typed.set(gap.dataset.gap, event.target.value);
    });
    element.addEventListener("click", (event) => {
      const acting = event.target.closest("[data-act]");
      if (acting) {
        act(acting);
        return;
      }
      const control = event.target.closest("[data-do]");
      if (control) return local(control);
      const tab = event.target.closest("[data-panel]");
      if (tab) return panel(tab.dataset.panel);
      const slot = event.target.closest(".fz-d-paper [data-slot]");
      const paragraph = event.target.closest("[data-p]");
      if (paragraph && !event.target.closest("textarea")) choose(paragraph.dataset.p);
      if (slot) shown(slot.dataset.slot);
      else if (event.target.closest("[data-p] > p")) panel("sources");
    });
    element.addEventListener("keydown", (event) => {
      const tab = event.target.closest("[data-panel]");
      if (tab && (event.key === "ArrowRight" || event.key === "ArrowLeft")) {
        const names = [...each("[data-panel]")].map((t) => t.dataset.panel);
        const step = event.key === "ArrowRight" ? 1 : names.length - 1;
        panel(names[(names.indexOf(tab.dataset.panel) + step) % names.length], true);
      } else if (event.target.matches("[data-p] > p") && (event.key === "Enter" || event.key === " ")) {
        event.preventDefault();
        choose(event.target.parentElement.dataset.p);
        panel("sources");
      } else if (event.key === "Enter" && event.target.matches("input") && !event.isComposing) {
        event.preventDefault();
        const form = event.target.closest(".fz-d-fill");
        if (form) act(form.querySelector("[data-act]"));
      } else if (event.key === "Escape" && event.target.closest("[data-editing]")) {
        event.stopPropagation();
        close(event.target.closest("[data-editing]"));
      }
    });
    element.addEventListener("submit", (event) => event.preventDefault());
    element.addEventListener("change", (event) => {
      const kind = event.target.closest("[data-kinds]");
      if (!kind) return;
      for (const only of each("[data-only]")) only.hidden = only.dataset.only !== kind.value;
      for (const due of each("[data-when]")) due.hidden = due.dataset.when !== kind.value;
    });
    restore();
  };

  // ---- the stepper and the buttons below a form
  const drafted = (element, trigger) => element.addEventListener("click", (event) => {
    const acting = event.target.closest("[data-act]");
    if (acting) send(element, trigger, acting);
  });

  // ---- a draft in the writing: ask again, keep the newest text in view
  const writing = (element, trigger) => {
    let timer = 0;
    let near = true;
    // Asked again and again as long as something is being written: a stream that ends without a change of the text
    // changes nothing here that could be seen. While one is open, Gradio takes no second.
    const ask = (wait) => {
      clearTimeout(timer);
      timer = setTimeout(() => {
        if (!element.querySelector("[data-again]")) return;
        trigger("submit");
        ask(1500);
      }, wait);
    };
    const look = () => {
      clearTimeout(timer);
      const sheet = element.querySelector(".fz-d-sheet");
      if (sheet && near) sheet.scrollTop = sheet.scrollHeight;
      const again = element.querySelector("[data-again]");
      if (again) ask(again.dataset.again === "next" ? 50 : 1500);
    };
    element.addEventListener("scroll", (event) => {
      const sheet = event.target;
      if (sheet.matches?.(".fz-d-sheet")) near = sheet.scrollHeight - sheet.scrollTop - sheet.clientHeight < 80;
    }, true);
    drafted(element, trigger);
    new MutationObserver(look).observe(element, { childList: true, subtree: true, characterData: true });
    look();
  };

  Object.assign(window.fazhi, { drafting, drafted, writing, placed });
})();
