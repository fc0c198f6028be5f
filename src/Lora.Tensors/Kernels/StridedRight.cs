using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Lora.Tensors.Kernels;

/// <summary>A strided matrix on the right, stored as <typeparamref name="TStored"/>.</summary>
internal unsafe struct StridedRight<TStored>(void* b, nint row, nint col) : IRight where TStored : struct, IStored
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly void Pack(float* to, int column, int columns, int panel, int k, int count)
    {
        var from = k * row + column * col;
        if (columns < panel)
        {
            for (var p = 0; p < count; p++)
            {
                new Span<float>(to + (nint)p * panel + columns, panel - columns).Clear();
            }
        }

        if (col == 1)
        {
            for (var p = 0; p < count; p++)
            {
                var j = 0;
                for (; j + 4 <= columns; j += 4)
                {
                    TStored.Four(b, from + j).Store(to + j);
                }

                for (; j < columns; j++)
                {
                    to[j] = TStored.One(b, from + j);
                }

                from += row;
                to += panel;
            }
        }
        else if (row == 1)
        {
            var j = 0;
            for (; j + 4 <= columns; j += 4)
            {
                Transpose4(from + j * col, to + j, panel, count);
            }

            for (; j < columns; j++)
            {
                for (var p = 0; p < count; p++)
                {
                    to[(nint)p * panel + j] = TStored.One(b, from + j * col + p);
                }
            }
        }
        else
        {
            for (var p = 0; p < count; p++)
            {
                for (var j = 0; j < columns; j++)
                {
                    to[j] = TStored.One(b, from + j * col);
                }

                from += row;
                to += panel;
            }
        }
    }

    public readonly bool Lies(out float* from, out nint step)
    {
        from = (float*)b;
        step = row;
        return typeof(TStored) == typeof(StoredFloat32) && col == 1;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly void Transpose4(nint from, float* to, nint panel, int count)
    {
        var p = 0;
        for (; p + 4 <= count; p += 4)
        {
            Block.Transpose(TStored.Four(b, from), TStored.Four(b, from + col), TStored.Four(b, from + 2 * col), TStored.Four(b, from + 3 * col),
                to, to + panel, to + 2 * panel, to + 3 * panel);
            from += 4;
            to += 4 * panel;
        }

        for (; p < count; p++)
        {
            for (var j = 0; j < 4; j++)
            {
                to[j] = TStored.One(b, from + j * col);
            }

            from++;
            to += panel;
        }
    }
}
