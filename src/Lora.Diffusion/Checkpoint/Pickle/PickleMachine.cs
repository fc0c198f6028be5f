using System.Runtime.InteropServices;

namespace Lora.Diffusion;

/// <summary>
/// Follows a pickle's opcodes without running anything of it: what it makes are the values of <c>PickleValues.cs</c>. Time and memory are bounded by the
/// pickle's bytes and by <see cref="MaxSteps"/>.
/// </summary>
/// <param name="reader">Stands at the pickle's start, after the run behind its end.</param>
internal sealed class PickleMachine(PickleReader reader)
{
    /// <summary>Opcodes; a checkpoint of SDXL with an average of its weights takes a hundred thousand.</summary>
    private const int MaxSteps = 2_000_000;

    private static readonly object Unset = new();
    private readonly PickleObjects _objects = new(reader);
    private readonly List<object?> _stack = [];
    private readonly Stack<int> _marks = [];
    private readonly List<object?> _memo = [];
    private int _memoized;

    /// <summary>The storages that the pickle named, by key.</summary>
    public IReadOnlyDictionary<string, PickledStorage> Storages => _objects.Storages;

    /// <summary>What the pickle holds.</summary>
    /// <exception cref="CheckpointException">It is damaged, malicious, or larger than any checkpoint's.</exception>
    public object? Run()
    {
        for (var step = 0; step < MaxSteps; step++)
        {
            var opcode = (PickleOpcode)reader.Byte();
            if (opcode == PickleOpcode.Stop)
            {
                return Pop();
            }

            if (!Push(opcode) && !Collect(opcode) && !Memo(opcode) && !Make(opcode))
            {
                throw reader.Damaged($"pickles of checkpoints hold no opcode {(byte)opcode:x2}");
            }
        }

        throw reader.Damaged($"its pickle takes more than {MaxSteps} steps");
    }

    /// <summary>Opcodes that push what stands behind them.</summary>
    private bool Push(PickleOpcode opcode)
    {
        switch (opcode)
        {
            case PickleOpcode.None: return Push(null);
            case PickleOpcode.NewTrue: return Push(true);
            case PickleOpcode.NewFalse: return Push(false);
            case PickleOpcode.BinInt: return Push((long)reader.Int32());
            case PickleOpcode.BinInt1: return Push((long)reader.Byte());
            case PickleOpcode.BinInt2: return Push((long)reader.UInt16());
            case PickleOpcode.Long1: return Push(reader.Number(reader.Byte()));
            case PickleOpcode.Long4: return Push(reader.Number(reader.UInt32()));
            case PickleOpcode.Int or PickleOpcode.Long: return Push(reader.NumberLine());
            case PickleOpcode.BinFloat: return Push(reader.Double());
            case PickleOpcode.Float: reader.Line(); return Push(0.0); // no checkpoint's tensor asks for one
            case PickleOpcode.ShortBinUnicode: return Push(reader.Text(reader.Byte()));
            case PickleOpcode.BinUnicode: return Push(reader.Text(reader.UInt32()));
            case PickleOpcode.BinUnicode8: return Push(reader.Text(reader.UInt64()));
            case PickleOpcode.ShortBinString: return Push(reader.OldText(reader.Byte()));
            case PickleOpcode.BinString: return Push(reader.OldText(reader.UInt32()));
            case PickleOpcode.Unicode: return Push(reader.Line());
            case PickleOpcode.String: return Push(reader.Line().Trim('\'', '"'));
            case PickleOpcode.ShortBinBytes: return Push(reader.Data(reader.Byte()));
            case PickleOpcode.BinBytes: return Push(reader.Data(reader.UInt32()));
            case PickleOpcode.BinBytes8 or PickleOpcode.ByteArray8: return Push(reader.Data(reader.UInt64()));
            case PickleOpcode.EmptyTuple: return Push(Array.Empty<object?>());
            case PickleOpcode.EmptyList or PickleOpcode.EmptySet: return Push(new PickledList());
            case PickleOpcode.EmptyDict: return Push(new PickledDict());
            default: return false;
        }
    }

    /// <summary>Opcodes that move values, or put them into tuples, lists and dicts.</summary>
    private bool Collect(PickleOpcode opcode)
    {
        switch (opcode)
        {
            case PickleOpcode.Proto: reader.Byte(); return true;
            case PickleOpcode.Frame: reader.UInt64(); return true;
            case PickleOpcode.Mark: _marks.Push(_stack.Count); return true;
            case PickleOpcode.PopMark: PopMark(); return true;
            case PickleOpcode.Dup: return Push(Peek());
            case PickleOpcode.Pop:
                if (!_marks.TryPeek(out var mark) || mark < _stack.Count)
                {
                    Pop();
                }
                else
                {
                    _marks.Pop();
                }

                return true;
            case PickleOpcode.Tuple: return Push(PopMark());
            case PickleOpcode.Tuple1: return Push(Pop(1));
            case PickleOpcode.Tuple2: return Push(Pop(2));
            case PickleOpcode.Tuple3: return Push(Pop(3));
            case PickleOpcode.List or PickleOpcode.FrozenSet:
                var items = PopMark();
                return Push(_objects.Append(new PickledList(), items));
            case PickleOpcode.Dict:
                var pairs = PopMark();
                return Push(_objects.SetItems(new PickledDict(), pairs));
            case PickleOpcode.Append: Top(Pop(1), _objects.Append); return true;
            case PickleOpcode.Appends or PickleOpcode.AddItems: Top(PopMark(), _objects.Append); return true;
            case PickleOpcode.SetItem: Top(Pop(2), _objects.SetItems); return true;
            case PickleOpcode.SetItems: Top(PopMark(), _objects.SetItems); return true;
            default: return false;
        }
    }

    private bool Memo(PickleOpcode opcode)
    {
        switch (opcode)
        {
            case PickleOpcode.BinPut: Put(reader.Byte()); return true;
            case PickleOpcode.LongBinPut: Put(reader.UInt32()); return true;
            case PickleOpcode.Put: Put(reader.NumberLine() as long? ?? -1); return true;
            case PickleOpcode.Memoize: Put(_memoized); return true;
            case PickleOpcode.BinGet: return Push(Get(reader.Byte()));
            case PickleOpcode.LongBinGet: return Push(Get(reader.UInt32()));
            case PickleOpcode.Get: return Push(Get(reader.NumberLine() as long? ?? -1));
            default: return false;
        }
    }

    /// <summary>Opcodes that would import and call.</summary>
    private bool Make(PickleOpcode opcode)
    {
        switch (opcode)
        {
            case PickleOpcode.Global: return Push(_objects.Global(reader.Line(), reader.Line()));
            case PickleOpcode.StackGlobal:
                var name = Pop();
                return Push(_objects.Global(Pop(), name));
            case PickleOpcode.Reduce or PickleOpcode.NewObj:
                var arguments = Pop();
                return Push(_objects.Call(Pop(), arguments));
            case PickleOpcode.NewObjEx:
                var (named, unnamed) = (Pop(), Pop());
                return Push(_objects.Call(Pop(), named is PickledDict { Entries.Count: 0 } ? unnamed : null));
            case PickleOpcode.Inst:
                var callee = _objects.Global(reader.Line(), reader.Line());
                return Push(_objects.Call(callee, PopMark()));
            case PickleOpcode.Obj:
                var all = PopMark();
                return Push(_objects.Call(all.FirstOrDefault(), all.Skip(1).ToArray()));
            case PickleOpcode.Build: // an object's attributes: a state dict has some that no tensor needs, of anything else none is looked at
                Pop();
                Peek();
                return true;
            case PickleOpcode.BinPersId: return Push(_objects.Persistent(Pop()));
            case PickleOpcode.PersId: throw reader.Damaged($"it refers to '{PickleFault.Shown(reader.Line())}' as PyTorch never does");
            case PickleOpcode.Ext1 or PickleOpcode.Ext2 or PickleOpcode.Ext4:
                throw reader.Damaged("it refers to an extension of Python's, as PyTorch never does");
            case PickleOpcode.NextBuffer or PickleOpcode.ReadOnlyBuffer:
                throw reader.Damaged("it refers to a buffer outside of it, as PyTorch never does");
            default: return false;
        }
    }

    private bool Push(object? value)
    {
        _stack.Add(value);
        return true;
    }

    private object? Pop()
    {
        var value = Peek();
        _stack.RemoveAt(_stack.Count - 1);
        return value;
    }

    private object?[] Pop(int count)
    {
        var values = new object?[count];
        for (var i = count - 1; i >= 0; i--)
        {
            values[i] = Pop();
        }

        return values;
    }

    private object? Peek() => _stack.Count > (_marks.TryPeek(out var mark) ? mark : 0)
        ? _stack[^1]
        : throw reader.Damaged("its pickle takes more values than there are");

    private object?[] PopMark()
    {
        if (!_marks.TryPop(out var mark))
        {
            throw reader.Damaged("its pickle ends a list that it did not begin");
        }

        var values = CollectionsMarshal.AsSpan(_stack)[mark..].ToArray();
        _stack.RemoveRange(mark, values.Length);
        return values;
    }

    private void Top(object?[] values, Func<object?, object?[], object?> put) => put(Peek(), values);

    private void Put(long index)
    {
        // Python counts from 0 or 1, so that an index is always less than the bytes before it
        if (index < 0 || index >= reader.Position)
        {
            throw reader.Damaged("its pickle keeps a value under a number beyond its own length");
        }

        while (_memo.Count <= index)
        {
            _memo.Add(Unset);
        }

        _memoized += ReferenceEquals(_memo[(int)index], Unset) ? 1 : 0;
        _memo[(int)index] = Peek();
    }

    private object? Get(long index) => index >= 0 && index < _memo.Count && !ReferenceEquals(_memo[(int)index], Unset)
        ? _memo[(int)index]
        : throw reader.Damaged("its pickle asks for a value that it did not keep");
}
