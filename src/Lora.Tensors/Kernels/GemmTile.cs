using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.Arm;

namespace Lora.Tensors.Kernels;

/// <summary>
/// The innermost product: some rows by one to three registers of C, held in registers while k runs. Four by three is what 16 registers hold (12 sums, 3 of B, 1
/// of A), and enough independent sums for two fused units with a latency of 4; 32 registers hold eight by three. Three registers of columns rather than more
/// rows: every element of A that is spread over a register then serves three multiplications.
/// </summary>
internal static unsafe class GemmTile<T> where T : struct, ILanes<T>
{
    /// <summary>Rows of a full tile.</summary>
    public static int Rows => T.Width == 16 || AdvSimd.IsSupported ? 8 : 4;

    /// <summary>Registers of columns of a full tile.</summary>
    public const int Registers = 3;

    /// <summary>Rows of a full tile with one register of columns: more would not fit in 16 registers, fewer would leave units idle.</summary>
    public const int NarrowRows = 8;

    /// <summary>
    /// The code for <paramref name="rows"/> rows (1 to 8) and <paramref name="registers"/> (1 to 3) registers of columns, of which at most <see cref="Rows"/>
    /// and 3 fit together: C[i, j] = start[i, j] + sum over p of a(i, p) * b[p * bStep + j], called with k, A (see <see cref="TileLeft"/>; its place, step and
    /// factor), B, C's beginning and C. A step of 0 begins every row from the same values.
    /// </summary>
    public static delegate*<nint, float*, nint, float, float*, nint, float*, nint, float*, nint, void> Code(int rows, int registers, in TileLeft a) =>
        (a.ByRows, a.Alpha == 1) switch
        {
            (false, true) => Height<Zero, Zero>(rows, registers),
            (true, true) => Height<One, Zero>(rows, registers),
            (false, false) => Height<Zero, One>(rows, registers),
            _ => Height<One, One>(rows, registers),
        };

    private static delegate*<nint, float*, nint, float, float*, nint, float*, nint, float*, nint, void> Height<TByRows, TScaled>(int rows, int registers)
        where TByRows : struct, IConst where TScaled : struct, IConst => rows switch
        {
            1 => Width<One, TByRows, TScaled>(registers),
            2 => Width<Two, TByRows, TScaled>(registers),
            3 => Width<Three, TByRows, TScaled>(registers),
            4 => Width<Four, TByRows, TScaled>(registers),
            5 => Width<Five, TByRows, TScaled>(registers),
            6 => Width<Six, TByRows, TScaled>(registers),
            7 => Width<Seven, TByRows, TScaled>(registers),
            _ => Width<Eight, TByRows, TScaled>(registers),
        };

    private static delegate*<nint, float*, nint, float, float*, nint, float*, nint, float*, nint, void> Width<TRows, TByRows, TScaled>(int registers)
        where TRows : struct, IConst where TByRows : struct, IConst where TScaled : struct, IConst => registers switch
        {
            1 => &Sums<TRows, One, TByRows, TScaled>,
            2 => &Sums<TRows, Two, TByRows, TScaled>,
            _ => &Sums<TRows, Three, TByRows, TScaled>,
        };

    [MethodImpl(MethodImplOptions.AggressiveOptimization), SkipLocalsInit]
    private static void Sums<TRows, TRegisters, TByRows, TScaled>(
        nint k, float* a, nint aStep, float scale, float* b, nint bStep, float* start, nint startRow, float* c, nint cRow)
        where TRows : struct, IConst where TRegisters : struct, IConst where TByRows : struct, IConst where TScaled : struct, IConst
    {
        var byRows = TByRows.Value == 1;
        var rows = TRows.Value;
        var alpha = TScaled.Value == 1 ? T.Set(scale) : default;
        // row i of A lies at one of three bases: the processor adds one or two steps in the address
        float* a3 = a + 3 * aStep, a6 = a3 + 3 * aStep;
        T c00 = default, c01 = default, c02 = default;
        T c10 = default, c11 = default, c12 = default;
        T c20 = default, c21 = default, c22 = default;
        T c30 = default, c31 = default, c32 = default;
        T c40 = default, c41 = default, c42 = default;
        T c50 = default, c51 = default, c52 = default;
        T c60 = default, c61 = default, c62 = default;
        T c70 = default, c71 = default, c72 = default;
        T b1 = default, b2 = default;
        Load<TRegisters>(start, ref c00, ref c01, ref c02);
        if (rows > 1)
        {
            Load<TRegisters>(start + 1 * startRow, ref c10, ref c11, ref c12);
        }

        if (rows > 2)
        {
            Load<TRegisters>(start + 2 * startRow, ref c20, ref c21, ref c22);
        }

        if (rows > 3)
        {
            Load<TRegisters>(start + 3 * startRow, ref c30, ref c31, ref c32);
        }

        if (rows > 4)
        {
            Load<TRegisters>(start + 4 * startRow, ref c40, ref c41, ref c42);
        }

        if (rows > 5)
        {
            Load<TRegisters>(start + 5 * startRow, ref c50, ref c51, ref c52);
        }

        if (rows > 6)
        {
            Load<TRegisters>(start + 6 * startRow, ref c60, ref c61, ref c62);
        }

        if (rows > 7)
        {
            Load<TRegisters>(start + 7 * startRow, ref c70, ref c71, ref c72);
        }

        for (nint p = 0; p < k; p++)
        {
            var b0 = T.Load(b);
            if (TRegisters.Value > 1)
            {
                b1 = T.Load(b + T.Width);
            }

            if (TRegisters.Value > 2)
            {
                b2 = T.Load(b + 2 * T.Width);
            }

            Add<TRegisters, TScaled>(T.Spread(a), alpha, b0, b1, b2, ref c00, ref c01, ref c02);
            if (rows > 1)
            {
                Add<TRegisters, TScaled>(byRows ? T.Spread(a + aStep) : T.Spread(a + 1), alpha, b0, b1, b2, ref c10, ref c11, ref c12);
            }

            if (rows > 2)
            {
                Add<TRegisters, TScaled>(byRows ? T.Spread(a + 2 * aStep) : T.Spread(a + 2), alpha, b0, b1, b2, ref c20, ref c21, ref c22);
            }

            if (rows > 3)
            {
                Add<TRegisters, TScaled>(byRows ? T.Spread(a3) : T.Spread(a + 3), alpha, b0, b1, b2, ref c30, ref c31, ref c32);
            }

            if (rows > 4)
            {
                Add<TRegisters, TScaled>(byRows ? T.Spread(a3 + aStep) : T.Spread(a + 4), alpha, b0, b1, b2, ref c40, ref c41, ref c42);
            }

            if (rows > 5)
            {
                Add<TRegisters, TScaled>(byRows ? T.Spread(a3 + 2 * aStep) : T.Spread(a + 5), alpha, b0, b1, b2, ref c50, ref c51, ref c52);
            }

            if (rows > 6)
            {
                Add<TRegisters, TScaled>(byRows ? T.Spread(a6) : T.Spread(a + 6), alpha, b0, b1, b2, ref c60, ref c61, ref c62);
            }

            if (rows > 7)
            {
                Add<TRegisters, TScaled>(byRows ? T.Spread(a6 + aStep) : T.Spread(a + 7), alpha, b0, b1, b2, ref c70, ref c71, ref c72);
            }

            b += bStep;
            if (byRows)
            {
                a++;
                a3++;
                a6++;
            }
            else
            {
                a += aStep;
            }
        }

        Store<TRegisters>(c, c00, c01, c02);
        if (rows > 1)
        {
            Store<TRegisters>(c + 1 * cRow, c10, c11, c12);
        }

        if (rows > 2)
        {
            Store<TRegisters>(c + 2 * cRow, c20, c21, c22);
        }

        if (rows > 3)
        {
            Store<TRegisters>(c + 3 * cRow, c30, c31, c32);
        }

        if (rows > 4)
        {
            Store<TRegisters>(c + 4 * cRow, c40, c41, c42);
        }

        if (rows > 5)
        {
            Store<TRegisters>(c + 5 * cRow, c50, c51, c52);
        }

        if (rows > 6)
        {
            Store<TRegisters>(c + 6 * cRow, c60, c61, c62);
        }

        if (rows > 7)
        {
            Store<TRegisters>(c + 7 * cRow, c70, c71, c72);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Load<TRegisters>(float* from, ref T c0, ref T c1, ref T c2) where TRegisters : struct, IConst
    {
        c0 = T.Load(from);
        if (TRegisters.Value > 1)
        {
            c1 = T.Load(from + T.Width);
        }

        if (TRegisters.Value > 2)
        {
            c2 = T.Load(from + 2 * T.Width);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Add<TRegisters, TScaled>(T x, T alpha, T b0, T b1, T b2, ref T c0, ref T c1, ref T c2)
        where TRegisters : struct, IConst where TScaled : struct, IConst
    {
        if (TScaled.Value == 1)
        {
            x *= alpha;
        }

        T.AddProduct(ref c0, x, b0);
        if (TRegisters.Value > 1)
        {
            T.AddProduct(ref c1, x, b1);
        }

        if (TRegisters.Value > 2)
        {
            T.AddProduct(ref c2, x, b2);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store<TRegisters>(float* to, T c0, T c1, T c2) where TRegisters : struct, IConst
    {
        c0.Store(to);
        if (TRegisters.Value > 1)
        {
            c1.Store(to + T.Width);
        }

        if (TRegisters.Value > 2)
        {
            c2.Store(to + 2 * T.Width);
        }
    }
}
