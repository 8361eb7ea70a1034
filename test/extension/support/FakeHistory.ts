interface Memo {
  restoreMemo(isUndo?: boolean): void;
}

/** Cornerstone's undo history. */
export class FakeHistory {
  private readonly done: Memo[] = [];
  private undone: Memo[] = [];

  push(memo: Memo): void {
    this.done.push(memo);
    this.undone = [];
  }

  undo(): void {
    const memo = this.done.pop();
    if (!memo) throw new Error('Nothing to undo.');
    memo.restoreMemo(true);
    this.undone.push(memo);
  }

  redo(): void {
    const memo = this.undone.pop();
    if (!memo) throw new Error('Nothing to redo.');
    memo.restoreMemo(false);
    this.done.push(memo);
  }

  /** Number of steps that can be undone. */
  get length(): number {
    return this.done.length;
  }
}
