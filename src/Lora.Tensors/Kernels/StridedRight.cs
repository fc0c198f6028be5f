using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Lora.Tensors.Kernels;

/// <summary>A strided matrix on the right, stored as <typeparamref name="TStored"/>.</summary>
internal unsafe struct StridedRight<TStored>(void* b, nint row, nint col) : IRight where TStored : struct, IStored
{
    /// <summary>Steps of k that are turned over at once.</summary>
    private const int Piece = 64;

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
            // in pieces of k, so that what is written eight columns at a time stays in the first cache until its lines are full
            for (var p = 0; p < count; p += Piece)
            {
                Turn(from + p, to + (nint)p * panel, columns, panel, Math.Min(Piece, count - p));
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

    /// <summary>Some steps of k of columns that lie as rows.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void Turn(nint from, float* to, int columns, nint panel, int count)
    {
        var j = 0;
        for (; Avx.IsSupported && j + 8 <= columns; j += 8)
        {
            var at = from + j * col;
            nint p = 0;
            for (; p + 8 <= count; p += 8, at += 8)
            {
                Block.Transpose(TStored.Eight(b, at), TStored.Eight(b, at + col), TStored.Eight(b, at + 2 * col), TStored.Eight(b, at + 3 * col),
                    TStored.Eight(b, at + 4 * col), TStored.Eight(b, at + 5 * col), TStored.Eight(b, at + 6 * col), TStored.Eight(b, at + 7 * col),
                    to + p * panel + j, panel);
            }

            Rest(at, to + p * panel + j, 8, panel, count - (int)p);
        }

        for (; j + 4 <= columns; j += 4)
        {
            var at = from + j * col;
            nint p = 0;
            for (; p + 4 <= count; p += 4, at += 4)
            {
                var into = to + p * panel + j;
                Block.Transpose(TStored.Four(b, at), TStored.Four(b, at + col), TStored.Four(b, at + 2 * col), TStored.Four(b, at + 3 * col),
                    into, into + panel, into + 2 * panel, into + 3 * panel);
            }

            Rest(at, to + p * panel + j, 4, panel, count - (int)p);
        }

        Rest(from + j * col, to + j, columns - j, panel, count);
    }

    /// <summary>The same, element by element.</summary>
    private readonly void Rest(nint from, float* to, int columns, nint panel, int count)
    {
        for (var j = 0; j < columns; j++)
        {
            for (var p = 0; p < count; p++)
            {
                to[p * panel + j] = TStored.One(b, from + j * col + p);
            }
        }
    }
}
