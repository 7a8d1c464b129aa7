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

  /* Asks for the words of a note; calls `done` with them, with '' to take the note out, or with null to leave all as it was. */
  const ask = (words, known, done) => {
    const dialog = document.createElement('dialog');
    const form = document.createElement('form');
    const label = document.createElement('label');
    const text = document.createElement('textarea');
    const hint = document.createElement('p');
    const acts = document.createElement('p');
    form.method = 'dialog';
    label.textContent = words.title;
    label.htmlFor = text.id = 'endnote-words';
    hint.id = 'endnote-hint';
    hint.className = 'help';
    hint.textContent = words.hint;
    text.setAttribute('aria-describedby', hint.id);
    text.rows = 4;
    text.cols = 60;
    text.value = known;
    acts.append(button(words.save, 'submit', 'save'), ' ', button(words.cancel, 'submit', 'cancel'));
    if (known) acts.append(' ', button(words.remove, 'submit', 'remove'));
    form.append(label, hint, text, acts);
    dialog.className = 'endnote-dialog';
    dialog.append(form);
    document.body.append(dialog);
    dialog.addEventListener('close', () => {
      const typed = text.value.trim().replace(/\s+/g, ' ');
      const answers = { save: typed || null, remove: '' };
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
      ask(entityType.words, entity ? entity.getData().note : '', (note) => {
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
        title: contentState.getEntity(entityKey).getData().note,
        onMouseUp: () => onEdit(entityKey),
      },
      children,
    );

  window.draftail.registerPlugin({ type: 'ENDNOTE', source: EndnoteSource, decorator: Endnote }, 'entityTypes');
})();
