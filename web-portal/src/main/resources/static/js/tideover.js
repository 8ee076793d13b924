// Opens what htmx fetched as a dialog, and sends a form that one choice decides. Everything works without it, only by whole pages.
(() => {
  'use strict';
  document.documentElement.classList.add('js');

  const dialog = () => document.getElementById('dialog');

  document.addEventListener('htmx:afterSwap', (event) => {
    if (event.detail.target.id !== 'dialog-body') return;
    const box = dialog();
    if (!box.open) box.showModal();
    const first = box.querySelector('[aria-invalid="true"], [autofocus]');
    if (first) {
      first.focus();
      // behind what is there, to go on typing
      if (first.type === 'text' || first.type === 'tel') first.setSelectionRange(first.value.length, first.value.length);
    }
  });

  document.addEventListener('click', (event) => {
    const box = dialog();
    if (!box || !box.open) {
      document.querySelectorAll('details.pop[open]').forEach((pop) => {
        if (!pop.contains(event.target)) pop.removeAttribute('open');
      });
      return;
    }
    if (event.target === box || event.target.closest('[data-close]')) {
      event.preventDefault();
      box.close();
      document.getElementById('dialog-body').replaceChildren();
    }
  });

  document.addEventListener('change', (event) => {
    const form = event.target.form;
    if (form && form.hasAttribute('data-autosubmit')) form.requestSubmit();
  });

  // a form that is good once is asked for anew, not taken out of the browser's memory
  window.addEventListener('pageshow', (event) => {
    if (event.persisted && document.querySelector('[data-once]')) window.location.reload();
  });

  document.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') {
      document.querySelectorAll('details.pop[open]').forEach((pop) => {
        pop.removeAttribute('open');
        pop.querySelector('summary').focus();
      });
    }
  });
})();
