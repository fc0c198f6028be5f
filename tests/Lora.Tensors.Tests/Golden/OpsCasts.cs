using Lora.Testing;

namespace Lora.Tensors.Tests;

/// <summary>The golden casts: bits, not values, and no tolerance.</summary>
internal static class OpsCasts
{
    public static (string Name, Tensor Value)[] Run(GoldenCase golden, TensorRuntime runtime, Dictionary<string, Tensor> t)
    {
        var p = golden.Params;
        if (p.TryGetProperty("frm", out var from))
        {
            var bits = t["bits"].ToLongs();
            var bytes = new byte[bits.Length * 2];
            for (var i = 0; i < bits.Length; i++)
            {
                BitConverter.TryWriteBytes(bytes.AsSpan(2 * i), (ushort)bits[i]);
            }

            return [("out.x", runtime.FromBytes(bytes, t["bits"].Shape, Half(from.GetString()!)).Cast(DType.Float32))];
        }

        var x = t["x"];
        if (OpsCatalog.Text(p, "to") == "int64")
        {
            var halves = runtime.FromFloats([0.5f, 1.5f, 2.5f, -0.5f, -1.5f], [5]);
            return [("out.trunc", x.Cast(DType.Int64)), ("out.round", x.Round()), ("out.half_even", halves.Round())];
        }

        var half = x.Cast(Half(OpsCatalog.Text(p, "to")));
        return [("out.bits", runtime.FromLongs(Bits(golden, half), x.Shape)), ("out.back", half.Cast(DType.Float32))];
    }

    /// <summary>The stored bits; of a NaN those recorded, if ours is one too: its payload is free.</summary>
    private static long[] Bits(GoldenCase golden, Tensor half)
    {
        var ours = new long[half.Count];
        var values = half.ToFloats();
        var recorded = golden.Tensors.ReadLongs("out.bits");
        for (var i = 0; i < ours.Length; i++)
        {
            ours[i] = half.DType == DType.Float16
                ? BitConverter.HalfToUInt16Bits((System.Half)values[i])
                : BitConverter.SingleToUInt32Bits(values[i]) >> 16;
            long payload = half.DType == DType.Float16 ? 0x3ff : 0x7f;
            if (float.IsNaN(values[i]) && (recorded[i] & payload) != 0 && (recorded[i] | 0x8000L | payload) == 0xffff)
            {
                ours[i] = recorded[i];
            }
        }

        return ours;
    }

    private static DType Half(string name) => name == "fp16" ? DType.Float16 : DType.BFloat16;
}
