using System.Runtime.CompilerServices;

namespace Lora.Tensors.Kernels;

/// <summary>A number known when code is compiled: the tile's loops unroll on it and untaken branches vanish.</summary>
internal interface IConst { static abstract int Value { get; } }

internal readonly struct One : IConst { public static int Value => 1; }

internal readonly struct Two : IConst { public static int Value => 2; }

internal readonly struct Three : IConst { public static int Value => 3; }

internal readonly struct Four : IConst { public static int Value => 4; }

internal readonly struct Five : IConst { public static int Value => 5; }

internal readonly struct Six : IConst { public static int Value => 6; }

/// <summary>
/// The innermost product: up to 6 rows by one or two registers of C, held in registers while k runs. Six by two is what 16 registers hold (12 sums, 2 of B, 1 of A),
/// and enough independent sums for two fused units with a latency of 4.
/// </summary>
internal static unsafe class GemmTile<T> where T : struct, ILanes<T>
{
    public const int Rows = 6;

    /// <summary>
    /// C[i, j] = start[i, j] + sum over k of a[k * rows + i] * b[k * bStep + j], for <paramref name="rows"/> rows (1 to 6) and <paramref name="registers"/> (1 or 2) registers of columns.
    /// <paramref name="startRow"/> 0 begins every row from the same values.
    /// </summary>
    public static void Run(int rows, int registers, nint k, float* a, float* b, nint bStep, float* start, nint startRow, float* c, nint cRow)
    {
        if (registers == 2)
        {
            switch (rows)
            {
                case 6: Run<Six, Two>(k, a, b, bStep, start, startRow, c, cRow); break;
                case 5: Run<Five, Two>(k, a, b, bStep, start, startRow, c, cRow); break;
                case 4: Run<Four, Two>(k, a, b, bStep, start, startRow, c, cRow); break;
                case 3: Run<Three, Two>(k, a, b, bStep, start, startRow, c, cRow); break;
                case 2: Run<Two, Two>(k, a, b, bStep, start, startRow, c, cRow); break;
                default: Run<One, Two>(k, a, b, bStep, start, startRow, c, cRow); break;
            }
        }
        else
        {
            switch (rows)
            {
                case 6: Run<Six, One>(k, a, b, bStep, start, startRow, c, cRow); break;
                case 5: Run<Five, One>(k, a, b, bStep, start, startRow, c, cRow); break;
                case 4: Run<Four, One>(k, a, b, bStep, start, startRow, c, cRow); break;
                case 3: Run<Three, One>(k, a, b, bStep, start, startRow, c, cRow); break;
                case 2: Run<Two, One>(k, a, b, bStep, start, startRow, c, cRow); break;
                default: Run<One, One>(k, a, b, bStep, start, startRow, c, cRow); break;
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static void Run<TRows, TRegisters>(nint k, float* a, float* b, nint bStep, float* start, nint startRow, float* c, nint cRow)
        where TRows : struct, IConst where TRegisters : struct, IConst
    {
        var two = TRegisters.Value == 2;
        int rows = TRows.Value, w = T.Width;
        T c00 = default, c01 = default, c10 = default, c11 = default, c20 = default, c21 = default;
        T c30 = default, c31 = default, c40 = default, c41 = default, c50 = default, c51 = default, b1 = default;
        { c00 = T.Load(start); if (two) c01 = T.Load(start + w); }
        if (rows > 1) { start += startRow; c10 = T.Load(start); if (two) c11 = T.Load(start + w); }
        if (rows > 2) { start += startRow; c20 = T.Load(start); if (two) c21 = T.Load(start + w); }
        if (rows > 3) { start += startRow; c30 = T.Load(start); if (two) c31 = T.Load(start + w); }
        if (rows > 4) { start += startRow; c40 = T.Load(start); if (two) c41 = T.Load(start + w); }
        if (rows > 5) { start += startRow; c50 = T.Load(start); if (two) c51 = T.Load(start + w); }
        for (; k > 0; k--)
        {
            var b0 = T.Load(b);
            if (two) b1 = T.Load(b + w);
            { var x = T.Set(a[0]); c00 = T.Fma(x, b0, c00); if (two) c01 = T.Fma(x, b1, c01); }
            if (rows > 1) { var x = T.Set(a[1]); c10 = T.Fma(x, b0, c10); if (two) c11 = T.Fma(x, b1, c11); }
            if (rows > 2) { var x = T.Set(a[2]); c20 = T.Fma(x, b0, c20); if (two) c21 = T.Fma(x, b1, c21); }
            if (rows > 3) { var x = T.Set(a[3]); c30 = T.Fma(x, b0, c30); if (two) c31 = T.Fma(x, b1, c31); }
            if (rows > 4) { var x = T.Set(a[4]); c40 = T.Fma(x, b0, c40); if (two) c41 = T.Fma(x, b1, c41); }
            if (rows > 5) { var x = T.Set(a[5]); c50 = T.Fma(x, b0, c50); if (two) c51 = T.Fma(x, b1, c51); }
            a += rows;
            b += bStep;
        }

        { c00.Store(c); if (two) c01.Store(c + w); }
        if (rows > 1) { c += cRow; c10.Store(c); if (two) c11.Store(c + w); }
        if (rows > 2) { c += cRow; c20.Store(c); if (two) c21.Store(c + w); }
        if (rows > 3) { c += cRow; c30.Store(c); if (two) c31.Store(c + w); }
        if (rows > 4) { c += cRow; c40.Store(c); if (two) c41.Store(c + w); }
        if (rows > 5) { c += cRow; c50.Store(c); if (two) c51.Store(c + w); }
    }
}
