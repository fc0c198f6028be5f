using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Lora.Tensors.Kernels;

/// <summary>Work space of one thread, kept from call to call: aligned to cache lines, grown when asked for more, contents undefined.</summary>
internal sealed unsafe class Scratch
{
    /// <summary>Who uses a buffer: two users of one name on one thread must not overlap in time.</summary>
    public enum Use { PackedA, PackedB, PackedTail, Tile, Conv, ConvTable, Attention, Count }

    [ThreadStatic]
    private static Scratch? _own;

    private readonly void*[] _buffers = new void*[(int)Use.Count];
    private readonly nuint[] _sizes = new nuint[(int)Use.Count];

    ~Scratch()
    {
        foreach (var buffer in _buffers)
        {
            NativeMemory.AlignedFree(buffer);
        }
    }

    /// <summary>At least <paramref name="count"/> floats, valid until this thread asks again for the same use.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float* Floats(Use use, long count)
    {
        var scratch = _own ??= new Scratch();
        return scratch._sizes[(int)use] >= (nuint)count * 4 ? (float*)scratch._buffers[(int)use] : scratch.Grow(use, (nuint)count * 4);
    }

    private float* Grow(Use use, nuint bytes)
    {
        NativeMemory.AlignedFree(_buffers[(int)use]);
        _buffers[(int)use] = null;
        _sizes[(int)use] = 0;
        bytes = (bytes + 4095) & ~(nuint)4095;
        _buffers[(int)use] = NativeMemory.AlignedAlloc(bytes, 64);
        _sizes[(int)use] = bytes;
        return (float*)_buffers[(int)use];
    }
}
