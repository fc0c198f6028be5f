using System.Runtime.CompilerServices;

namespace Lora.Tensors.Kernels;

/// <summary>
/// The innermost product: some rows by one or two registers of C, held in registers while k runs. Six by two is what 16 registers hold (12 sums, 2 of B, 1 of
/// A), and enough independent sums for two fused units with a latency of 4; the 32 registers of AVX-512 hold twelve by two.
/// </summary>
internal static unsafe class GemmTile<T> where T : struct, ILanes<T>
{
    /// <summary>Rows of a full tile.</summary>
    public static int Rows => T.Width == 16 ? 12 : 6;

    /// <summary>Rows of a full tile whose A is not packed: each takes a pointer.</summary>
    public const int DirectRows = 6;

    /// <summary>
    /// C[i, j] = start[i, j] + sum over p of a[p * rows + i] * b[p * bStep + j], for <paramref name="rows"/> rows (1 to <see cref="Rows"/>) and
    /// <paramref name="registers"/> (1 or 2) registers of columns. <paramref name="startRow"/> 0 begins every row from the same values.
    /// </summary>
    public static void Run(int rows, int registers, nint k, float* a, float* b, nint bStep, float* start, nint startRow, float* c, nint cRow)
    {
        switch (rows)
        {
            case 1: Height<One>(registers, k, a, b, bStep, start, startRow, c, cRow); break;
            case 2: Height<Two>(registers, k, a, b, bStep, start, startRow, c, cRow); break;
            case 3: Height<Three>(registers, k, a, b, bStep, start, startRow, c, cRow); break;
            case 4: Height<Four>(registers, k, a, b, bStep, start, startRow, c, cRow); break;
            case 5: Height<Five>(registers, k, a, b, bStep, start, startRow, c, cRow); break;
            case 6: Height<Six>(registers, k, a, b, bStep, start, startRow, c, cRow); break;
            case 7: Height<Seven>(registers, k, a, b, bStep, start, startRow, c, cRow); break;
            case 8: Height<Eight>(registers, k, a, b, bStep, start, startRow, c, cRow); break;
            case 9: Height<Nine>(registers, k, a, b, bStep, start, startRow, c, cRow); break;
            case 10: Height<Ten>(registers, k, a, b, bStep, start, startRow, c, cRow); break;
            case 11: Height<Eleven>(registers, k, a, b, bStep, start, startRow, c, cRow); break;
            default: Height<Twelve>(registers, k, a, b, bStep, start, startRow, c, cRow); break;
        }
    }

    /// <summary>The same with A as it lies, element (i, p) at a[i * aRow + p]: for a product too narrow to pay for packing. At most <see cref="DirectRows"/>
    /// rows.</summary>
    public static void RunDirect(int rows, int registers, nint k, float* a, nint aRow, float* b, nint bStep, float* start, nint startRow, float* c, nint cRow)
    {
        switch (registers == 2 ? rows : rows + DirectRows)
        {
            case 1: Run<One, Two, One>(k, a, aRow, b, bStep, start, startRow, c, cRow); break;
            case 2: Run<Two, Two, One>(k, a, aRow, b, bStep, start, startRow, c, cRow); break;
            case 3: Run<Three, Two, One>(k, a, aRow, b, bStep, start, startRow, c, cRow); break;
            case 4: Run<Four, Two, One>(k, a, aRow, b, bStep, start, startRow, c, cRow); break;
            case 5: Run<Five, Two, One>(k, a, aRow, b, bStep, start, startRow, c, cRow); break;
            case 6: Run<Six, Two, One>(k, a, aRow, b, bStep, start, startRow, c, cRow); break;
            case 7: Run<One, One, One>(k, a, aRow, b, bStep, start, startRow, c, cRow); break;
            case 8: Run<Two, One, One>(k, a, aRow, b, bStep, start, startRow, c, cRow); break;
            case 9: Run<Three, One, One>(k, a, aRow, b, bStep, start, startRow, c, cRow); break;
            case 10: Run<Four, One, One>(k, a, aRow, b, bStep, start, startRow, c, cRow); break;
            case 11: Run<Five, One, One>(k, a, aRow, b, bStep, start, startRow, c, cRow); break;
            default: Run<Six, One, One>(k, a, aRow, b, bStep, start, startRow, c, cRow); break;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Height<TRows>(int registers, nint k, float* a, float* b, nint bStep, float* start, nint startRow, float* c, nint cRow)
        where TRows : struct, IConst
    {
        if (registers == 2)
        {
            Run<TRows, Two, Zero>(k, a, 0, b, bStep, start, startRow, c, cRow);
        }
        else
        {
            Run<TRows, One, Zero>(k, a, 0, b, bStep, start, startRow, c, cRow);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Run<TRows, TRegisters, TDirect>(nint k, float* a, nint aRow, float* b, nint bStep, float* start, nint startRow, float* c, nint cRow)
        where TRows : struct, IConst where TRegisters : struct, IConst where TDirect : struct, IConst
    {
        bool two = TRegisters.Value == 2, direct = TDirect.Value == 1;
        int rows = TRows.Value, w = T.Width;
        float* a1 = a + aRow, a2 = a1 + aRow, a3 = a2 + aRow, a4 = a3 + aRow, a5 = a4 + aRow;
        T c00 = default, c01 = default, c10 = default, c11 = default, c20 = default, c21 = default, c30 = default, c31 = default, c40 = default,
            c41 = default, c50 = default, c51 = default;
        T c60 = default, c61 = default, c70 = default, c71 = default, c80 = default, c81 = default, c90 = default, c91 = default, ca0 = default,
            ca1 = default, cb0 = default, cb1 = default, b1 = default;
        {
            c00 = T.Load(start); if (two)
            {
                c01 = T.Load(start + w);
            }
        }
        if (rows > 1)
        {
            start += startRow; c10 = T.Load(start); if (two)
            {
                c11 = T.Load(start + w);
            }
        }
        if (rows > 2)
        {
            start += startRow; c20 = T.Load(start); if (two)
            {
                c21 = T.Load(start + w);
            }
        }
        if (rows > 3)
        {
            start += startRow; c30 = T.Load(start); if (two)
            {
                c31 = T.Load(start + w);
            }
        }
        if (rows > 4)
        {
            start += startRow; c40 = T.Load(start); if (two)
            {
                c41 = T.Load(start + w);
            }
        }
        if (rows > 5)
        {
            start += startRow; c50 = T.Load(start); if (two)
            {
                c51 = T.Load(start + w);
            }
        }
        if (rows > 6)
        {
            start += startRow; c60 = T.Load(start); if (two)
            {
                c61 = T.Load(start + w);
            }
        }
        if (rows > 7)
        {
            start += startRow; c70 = T.Load(start); if (two)
            {
                c71 = T.Load(start + w);
            }
        }
        if (rows > 8)
        {
            start += startRow; c80 = T.Load(start); if (two)
            {
                c81 = T.Load(start + w);
            }
        }
        if (rows > 9)
        {
            start += startRow; c90 = T.Load(start); if (two)
            {
                c91 = T.Load(start + w);
            }
        }
        if (rows > 10)
        {
            start += startRow; ca0 = T.Load(start); if (two)
            {
                ca1 = T.Load(start + w);
            }
        }
        if (rows > 11)
        {
            start += startRow; cb0 = T.Load(start); if (two)
            {
                cb1 = T.Load(start + w);
            }
        }
        for (nint p = 0; p < k; p++)
        {
            var b0 = T.Load(b);
            if (two)
            {
                b1 = T.Load(b + w);
            }

            {
                var x = direct ? T.Spread(a + p) : T.Spread(a + 0); c00 = T.Fma(x, b0, c00); if (two)
                {
                    c01 = T.Fma(x, b1, c01);
                }
            }
            if (rows > 1)
            {
                var x = direct ? T.Spread(a1 + p) : T.Spread(a + 1); c10 = T.Fma(x, b0, c10); if (two)
                {
                    c11 = T.Fma(x, b1, c11);
                }
            }
            if (rows > 2)
            {
                var x = direct ? T.Spread(a2 + p) : T.Spread(a + 2); c20 = T.Fma(x, b0, c20); if (two)
                {
                    c21 = T.Fma(x, b1, c21);
                }
            }
            if (rows > 3)
            {
                var x = direct ? T.Spread(a3 + p) : T.Spread(a + 3); c30 = T.Fma(x, b0, c30); if (two)
                {
                    c31 = T.Fma(x, b1, c31);
                }
            }
            if (rows > 4)
            {
                var x = direct ? T.Spread(a4 + p) : T.Spread(a + 4); c40 = T.Fma(x, b0, c40); if (two)
                {
                    c41 = T.Fma(x, b1, c41);
                }
            }
            if (rows > 5)
            {
                var x = direct ? T.Spread(a5 + p) : T.Spread(a + 5); c50 = T.Fma(x, b0, c50); if (two)
                {
                    c51 = T.Fma(x, b1, c51);
                }
            }
            if (rows > 6)
            {
                var x = T.Spread(a + 6); c60 = T.Fma(x, b0, c60); if (two)
                {
                    c61 = T.Fma(x, b1, c61);
                }
            }
            if (rows > 7)
            {
                var x = T.Spread(a + 7); c70 = T.Fma(x, b0, c70); if (two)
                {
                    c71 = T.Fma(x, b1, c71);
                }
            }
            if (rows > 8)
            {
                var x = T.Spread(a + 8); c80 = T.Fma(x, b0, c80); if (two)
                {
                    c81 = T.Fma(x, b1, c81);
                }
            }
            if (rows > 9)
            {
                var x = T.Spread(a + 9); c90 = T.Fma(x, b0, c90); if (two)
                {
                    c91 = T.Fma(x, b1, c91);
                }
            }
            if (rows > 10)
            {
                var x = T.Spread(a + 10); ca0 = T.Fma(x, b0, ca0); if (two)
                {
                    ca1 = T.Fma(x, b1, ca1);
                }
            }
            if (rows > 11)
            {
                var x = T.Spread(a + 11); cb0 = T.Fma(x, b0, cb0); if (two)
                {
                    cb1 = T.Fma(x, b1, cb1);
                }
            }
            b += bStep;
            if (!direct)
            {
                a += rows;
            }
        }

        {
            c00.Store(c); if (two)
            {
                c01.Store(c + w);
            }
        }
        if (rows > 1)
        {
            c += cRow; c10.Store(c); if (two)
            {
                c11.Store(c + w);
            }
        }
        if (rows > 2)
        {
            c += cRow; c20.Store(c); if (two)
            {
                c21.Store(c + w);
            }
        }
        if (rows > 3)
        {
            c += cRow; c30.Store(c); if (two)
            {
                c31.Store(c + w);
            }
        }
        if (rows > 4)
        {
            c += cRow; c40.Store(c); if (two)
            {
                c41.Store(c + w);
            }
        }
        if (rows > 5)
        {
            c += cRow; c50.Store(c); if (two)
            {
                c51.Store(c + w);
            }
        }
        if (rows > 6)
        {
            c += cRow; c60.Store(c); if (two)
            {
                c61.Store(c + w);
            }
        }
        if (rows > 7)
        {
            c += cRow; c70.Store(c); if (two)
            {
                c71.Store(c + w);
            }
        }
        if (rows > 8)
        {
            c += cRow; c80.Store(c); if (two)
            {
                c81.Store(c + w);
            }
        }
        if (rows > 9)
        {
            c += cRow; c90.Store(c); if (two)
            {
                c91.Store(c + w);
            }
        }
        if (rows > 10)
        {
            c += cRow; ca0.Store(c); if (two)
            {
                ca1.Store(c + w);
            }
        }
        if (rows > 11)
        {
            c += cRow; cb0.Store(c); if (two)
            {
                cb1.Store(c + w);
            }
        }
    }
}
