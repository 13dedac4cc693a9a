// Put into the page by `ui.py`: times from an input of a person to the frame that shows its effect.
window.probe = {
  grid: () => document.querySelector('[role="grid"]'),
  rows: () => [...document.querySelectorAll('[role="grid"] [data-index]')],

  sorted: (label) => [...document.querySelectorAll('[role="columnheader"]')].find((head) => head.textContent === label)?.ariaSort,

  // Every row within the view has its data.
  filled() {
    const grid = this.grid();
    if (!grid || grid.getAttribute("aria-busy") === "true") return false;
    const { bottom } = grid.getBoundingClientRect();
    const top = grid.querySelector('[aria-rowindex="1"]').getBoundingClientRect().bottom; // of the sticky head
    const seen = this.rows().filter((row) => {
      const box = row.getBoundingClientRect();
      return box.bottom > top && box.top < bottom;
    });
    return seen.length >= Math.min(grid.ariaRowCount - 1, 10) && seen.every((row) => row.dataset.id !== undefined);
  },

  // Milliseconds from `began` until after the first frame in which `done` holds.
  until(done, began) {
    return new Promise((resolve) => {
      const look = () => (done() ? requestAnimationFrame(() => resolve(performance.now() - began)) : requestAnimationFrame(look));
      look();
    });
  },

  // The same, from the next event of this type: a click or key that the browser is told of from outside.
  untilAfter(type, done) {
    this.pending = new Promise((resolve) => {
      addEventListener(type, (event) => resolve(this.until(done, event.timeStamp)), { capture: true, once: true });
    });
  },

  jump(share) {
    const grid = this.grid();
    const began = performance.now();
    grid.scrollTop = share * (grid.scrollHeight - grid.clientHeight);
    return this.until(() => this.filled(), began);
  },

  async bare(share) {
    const began = performance.now();
    const offset = Math.floor((share * (this.grid().ariaRowCount - 1)) / 100) * 100;
    await (await fetch(`/api/v1/devices?limit=100&offset=${offset}`)).json();
    return performance.now() - began;
  },

  // Frames that were drawn and long tasks while so many seconds pass.
  frames(seconds) {
    return new Promise((resolve) => {
      let long = 0;
      const observer = new PerformanceObserver((list) => list.getEntries().forEach((entry) => (long += entry.duration)));
      observer.observe({ type: "longtask" });
      const began = performance.now();
      let drawn = 0;
      const draw = () => {
        drawn += 1;
        if (performance.now() - began < seconds * 1000) requestAnimationFrame(draw);
        else {
          observer.disconnect();
          resolve({ seconds: (performance.now() - began) / 1000, drawn, long });
        }
      };
      requestAnimationFrame(draw);
    });
  },
};

// When the first rows were there, counted from the start of the navigation.
window.firstRows = window.probe.until(() => window.probe.filled(), 0);
