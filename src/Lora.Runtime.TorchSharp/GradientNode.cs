using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using TorchSharp;

namespace Lora.Runtime.Torch;

/// <summary>
/// A place in libtorch's graph from which C# goes back. TorchSharp has such nodes too; they keep a tensor of the output's size each, and what they save, until
/// the graph ends, and leave gradients to the garbage collector. This one goes to the same functions of its native part and lets go of what it saved as soon as
/// its step is done.
/// </summary>
internal sealed unsafe partial class GradientNode
{
    private const string Library = "LibTorchSharp";
    private static readonly HashSet<GradientNode> Alive = [];

    // where libtorch puts the output that it made, one place a thread
    [ThreadStatic]
    private static nint* _wrapped;

    private readonly TorchRuntime _runtime;
    private readonly Apply _apply;
    private readonly Delete _delete;
    private readonly int _inputs;
    private readonly nint[] _handles;
    private readonly Func<Native, Native?[]> _step;
    private readonly bool _lasts;
    private Native[]? _saved;

    private GradientNode(TorchRuntime runtime, int inputs, Native[] saved, Func<Native, Native?[]> step, bool lasts)
    {
        _lasts = lasts;
        _runtime = runtime;
        _inputs = inputs;
        _handles = GC.AllocateArray<nint>(inputs + 1, pinned: true);
        _saved = saved;
        _step = step;
        _apply = GoBack;
        _delete = Remove;
        lock (Alive)
        {
            Alive.Add(this);
        }
    }

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    private delegate NativeArray Apply(nint* gradients, int count);

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    private delegate void Delete();

    /// <summary>An output made without history, with this as its history.</summary>
    /// <param name="runtime">The runtime of all of them.</param>
    /// <param name="output">What was computed.</param>
    /// <param name="inputs">What it was computed from.</param>
    /// <param name="saved">What the step needs; freed with the node.</param>
    /// <param name="step">From the output's gradient to those of the inputs, null for one that is not wanted.</param>
    /// <param name="lasts">The output stands for a leaf: every way back may go through it.</param>
    public static Native Record(
        TorchRuntime runtime, Native output, Native[] inputs, Native[] saved, Func<Native, Native?[]> step, bool lasts = false)
    {
        var node = new GradientNode(runtime, inputs.Length, saved, step, lasts);
        var pointers = Create(node._apply, node._delete);
        torch.CheckForErrors();
        nint[] given = [.. inputs.Select(x => x.Handle)];
        nint[] made = [output.Handle];
        fixed (nint* from = given, to = made)
        {
            SetEdges(pointers, new NativeArray(from, given.Length), true);
            torch.CheckForErrors();
            Wrap(new NativeArray(from, given.Length), default, default, new NativeArray(to, 1), pointers, &Place);
            torch.CheckForErrors();
        }

        // from here on the output's history alone holds the node
        DropWeak(pointers);
        DropShared(pointers);
        return Native.UnsafeCreateTensor(*_wrapped);
    }

    private NativeArray GoBack(nint* gradients, int count)
    {
        var results = gradients[0] == 0 ? [] : _runtime.GoBack(() =>
        {
            var gradient = Native.UnsafeCreateTensor(gradients[0]);
            return _saved is null
                ? throw new InvalidOperationException("Backward went through this part of the graph before; what it had saved is gone.")
                : _step(gradient);
        });
        if (!_lasts)
        {
            Free();
        }

        for (var i = 0; i < _inputs; i++)
        {
            _handles[i] = i < results.Length && results[i] is { } result ? result.Handle : 0;
        }

        return new NativeArray((nint*)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(_handles)), _inputs);
    }

    private void Remove()
    {
        Free();
        lock (Alive)
        {
            Alive.Remove(this);
        }
    }

    private void Free()
    {
        foreach (var tensor in Interlocked.Exchange(ref _saved, null) ?? [])
        {
            tensor.Dispose();
        }
    }

    [UnmanagedCallersOnly]
    private static nint* Place(nuint count) => _wrapped == null ? _wrapped = (nint*)NativeMemory.Alloc((nuint)sizeof(nint)) : _wrapped;

    [LibraryImport(Library, EntryPoint = "THSAutograd_CSharpNode_ctor")]
    private static partial NodePointers Create(Apply apply, Delete delete);

    [LibraryImport(Library, EntryPoint = "THSAutograd_CSharpNode_setNextEdges")]
    private static partial void SetEdges(NodePointers node, NativeArray inputs, [MarshalAs(UnmanagedType.U1)] bool executable);

    [LibraryImport(Library, EntryPoint = "THSAutograd_Function_wrapOutputs")]
    private static partial void Wrap(
        NativeArray inputs, NativeArray notDifferentiable, NativeArray dirty, NativeArray outputs, NodePointers node, delegate* unmanaged<nuint, nint*> place);

    [LibraryImport(Library, EntryPoint = "THSAutograd_CSharpNode_disposeSharedPtr")]
    private static partial void DropShared(NodePointers node);

    [LibraryImport(Library, EntryPoint = "THSAutograd_CSharpNode_disposeWeakPtr")]
    private static partial void DropWeak(NodePointers node);

    private readonly record struct NodePointers(nint Shared, nint Weak);

    private readonly struct NativeArray(nint* first, long count)
    {
        public readonly nint* First = first;
        public readonly long Count = count;
    }
}
