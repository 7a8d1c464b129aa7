/* The editor's endnote: a small window for its words, and a raised mark in the text that opens it again. */
(() => {
  const { createElement, Component } = window.React;
  const { EditorState, Modifier } = window.DraftJS;
  const MARK = '*';

  const button = (words, type, action) => {
    const made = document.createElement('button');
    made.type = type;
    made.className = action === 'save' ? 'button' : 'button button-secondary';
    made.textContent = words;
    made.value = action;
    return made;
  };

  /* The words of a note are text in which <i>, <b> and <a href="…"> count (guide/endnote_words.py); nothing else in them is markup. */
  const TAG = /(<\/?[ib]>|<\/a>|<a href="(?:(?:https?:\/\/|mailto:)[^\s"<>]+|page:\d+(?:#[^\s"<>]*)?)">)/i;
  const NAMES = { B: 'b', STRONG: 'b', I: 'i', EM: 'i' };
  const ADDRESS = /^((https?:\/\/|mailto:)[^\s"<>]+|page:\d+(#[^\s"<>]*)?)$/i;
  const TO_A_PAGE = /^page:/;

  const plain = (note) => note.split(TAG).filter((piece, index) => index % 2 === 0).join('');

  /* Wagtail's own way to choose a page. Its window would stand behind ours, so ours is away meanwhile. */
  const choosePage = (address, dialog, chosen) => {
    const back = () => dialog.isConnected && !dialog.open && dialog.showModal();
    dialog.dataset.away = '';
    dialog.close();
    window.jQuery(document.body).one('hidden.bs.modal', back);
    const choosing = window.ModalWorkflow({
      url: address,
      urlParams: { page_type: 'wagtailcore.page', can_choose_root: false },
      onload: window.PAGE_CHOOSER_MODAL_ONLOAD_HANDLERS,
      responses: {
        pageChosen: (page) => {
          choosing.close();
          back();
          chosen(page);
        },
      },
      onError: back,
    });
  };

  const show = (note, place) => {
    let at = place;
    note.split(TAG).forEach((piece, index) => {
      if (index % 2 === 0) at.append(piece);
      else if (piece.startsWith('</')) at = at === place ? place : at.parentNode;
      else {
        const made = document.createElement(piece[1]);
        if (piece.startsWith('<a')) made.href = piece.slice(9, -2);
        at.append(made);
        at = made;
      }
    });
  };

  const read = (place) =>
    [...place.childNodes]
      .map((one) => {
        if (one.nodeType === Node.TEXT_NODE) return one.data;
        const inside = read(one);
        const address = one.tagName === 'A' ? one.getAttribute('href') : '';
        if (address && ADDRESS.test(address)) return `<a href="${address}">${inside}</a>`;
        const name = NAMES[one.tagName];
        return name ? `<${name}>${inside}</${name}>` : `${inside} `;
      })
      .join('');

  const withScheme = (typed) => {
    if (!typed || ADDRESS.test(typed)) return typed;
    return typed.includes('@') && !typed.includes('/') ? `mailto:${typed}` : `https://${typed}`;
  };

  /* Where the words are written: bold, italic and links by buttons, everything else as it is typed. */
  const writingPlace = (words, known, pickPage) => {
    const text = document.createElement('div');
    const bar = document.createElement('p');
    const label = document.createElement('label');
    const address = document.createElement('input');
    let chosen = null;
    const selected = () => {
      const selection = window.getSelection();
      return selection.rangeCount && text.contains(selection.anchorNode) ? selection.getRangeAt(0).cloneRange() : null;
    };
    const goTo = (range) => {
      text.focus();
      if (!range) return;
      window.getSelection().removeAllRanges();
      window.getSelection().addRange(range);
    };
    const act = (name, value) => {
      goTo(document.activeElement === text ? null : chosen);
      document.execCommand(name, false, value);
    };
    const linkIt = () => {
      const to = withScheme(address.value.trim());
      if (!ADDRESS.test(to)) return address.focus();
      if (!chosen || chosen.collapsed) act('insertText', to);
      else act('createLink', to);
    };
    const linkToPage = () => {
      const at = document.activeElement === text ? selected() : chosen;
      pickPage((page) => {
        const made = document.createElement('a');
        made.href = `page:${page.id}`;
        made.textContent = page.title;
        goTo(at);
        if (at && !at.collapsed) act('createLink', made.getAttribute('href'));
        else act('insertHTML', made.outerHTML);
      });
    };
    const press = (label_, action) => {
      const made = button(label_, 'button', '');
      made.addEventListener('mousedown', (event) => event.preventDefault());
      made.addEventListener('click', action);
      return made;
    };
    text.contentEditable = 'true';
    text.className = 'endnote-dialog__words';
    text.setAttribute('role', 'textbox');
    text.setAttribute('aria-multiline', 'true');
    show(known, text);
    text.addEventListener('keydown', (event) => event.key === 'Enter' && event.preventDefault());
    text.addEventListener('paste', (event) => {
      event.preventDefault();
      document.execCommand('insertText', false, event.clipboardData.getData('text/plain').replace(/\s+/g, ' '));
    });
    text.addEventListener('blur', () => {
      chosen = selected();
      const link = chosen && chosen.startContainer.parentElement.closest('a');
      if (link && text.contains(link)) {
        const to = link.getAttribute('href');
        const leadsToPage = TO_A_PAGE.test(to);
        address.value = leadsToPage ? '' : to;
        address.placeholder = leadsToPage ? words.to_a_page : '';
      }
    });
    address.type = 'text';
    address.id = 'endnote-address';
    address.inputMode = 'url';
    address.autocomplete = 'off';
    address.addEventListener('keydown', (event) => {
      if (event.key !== 'Enter') return;
      event.preventDefault();
      linkIt();
    });
    label.textContent = words.address;
    label.htmlFor = address.id;
    bar.className = 'endnote-dialog__bar';
    bar.append(press(words.bold, () => act('bold')), ' ', press(words.italic, () => act('italic')), label, address, ' ', press(words.link, linkIt), ' ', press(words.page, linkToPage), ' ', press(words.unlink, () => act('unlink')));
    return { text, bar };
  };

  /* Asks for the words of a note; calls `done` with them, with '' to take the note out, or with null to leave all as it was. */
  const ask = ({ words, pages }, known, done) => {
    const dialog = document.createElement('dialog');
    const form = document.createElement('form');
    const title = document.createElement('p');
    const hint = document.createElement('p');
    const acts = document.createElement('p');
    const { text, bar } = writingPlace(words, known, (chosen) => choosePage(pages, dialog, chosen));
    form.method = 'dialog';
    title.id = 'endnote-title';
    title.className = 'endnote-dialog__title';
    title.textContent = words.title;
    hint.id = 'endnote-hint';
    hint.className = 'help';
    hint.textContent = words.hint;
    text.setAttribute('aria-labelledby', title.id);
    text.setAttribute('aria-describedby', hint.id);
    acts.append(button(words.save, 'submit', 'save'), ' ', button(words.cancel, 'submit', 'cancel'));
    if (known) acts.append(' ', button(words.remove, 'submit', 'remove'));
    form.append(title, hint, text, bar, acts);
    dialog.className = 'endnote-dialog';
    dialog.setAttribute('aria-labelledby', title.id);
    dialog.append(form);
    document.body.append(dialog);
    dialog.addEventListener('close', () => {
      if ('away' in dialog.dataset) return delete dialog.dataset.away;
      const typed = read(text).replace(/[\s\u00a0]+/g, ' ').trim();
      const answers = { save: plain(typed).trim() ? typed : null, remove: '' };
      dialog.remove();
      done(dialog.returnValue in answers ? answers[dialog.returnValue] : null);
    });
    dialog.showModal();
    text.focus();
  };

  const selectionOf = (state, key) => {
    let found = null;
    state.getCurrentContent().getBlockMap().forEach((block) =>
      block.findEntityRanges(
        (letter) => letter.getEntity() === key,
        (start, end) => {
          found = state.getSelection().merge({ anchorKey: block.getKey(), focusKey: block.getKey(), anchorOffset: start, focusOffset: end, isBackward: false });
        },
      ),
    );
    return found;
  };

  const without = (state, key) => {
    const range = selectionOf(state, key);
    return range ? EditorState.push(state, Modifier.removeRange(state.getCurrentContent(), range, 'forward'), 'remove-range') : state;
  };

  const withNote = (state, type, key, note) => {
    const range = key ? selectionOf(state, key) : null;
    const end = state.getSelection();
    const at = range || end.merge({ anchorKey: end.getEndKey(), anchorOffset: end.getEndOffset(), focusKey: end.getEndKey(), focusOffset: end.getEndOffset(), isBackward: false });
    const content = state.getCurrentContent().createEntity(type, 'IMMUTABLE', { note });
    const made = content.getLastCreatedEntityKey();
    const marked = Modifier.replaceText(content, at, MARK, null, made);
    return EditorState.push(state, marked, 'insert-characters');
  };

  class EndnoteSource extends Component {
    componentDidMount() {
      const { editorState, entityType, entityKey, entity, onComplete, onClose } = this.props;
      ask(entityType, entity ? entity.getData().note : '', (note) => {
        if (note === null) onClose();
        else onComplete(note === '' ? without(editorState, entityKey) : withNote(editorState, entityType.type, entityKey, note));
      });
    }

    render() {
      return null;
    }
  }

  const Endnote = ({ children, entityKey, contentState, onEdit }) =>
    createElement(
      'sup',
      {
        className: 'endnote-mark',
        title: plain(contentState.getEntity(entityKey).getData().note),
        onMouseUp: () => onEdit(entityKey),
      },
      children,
    );

  window.draftail.registerPlugin({ type: 'ENDNOTE', source: EndnoteSource, decorator: Endnote }, 'entityTypes');
})();
