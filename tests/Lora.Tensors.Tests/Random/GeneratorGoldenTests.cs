using System.Globalization;
using System.Text.Json;
using Lora.Testing;

namespace Lora.Tensors.Tests;

/// <summary>
/// PyTorch's streams. Bits are equal but where PyTorch's own depend on its vector code (normal numbers in blocks of 16: 1e-6, one ulp in halves) or on the C
/// library it runs with (normal doubles: 2 ulp).
/// </summary>
[Trait("Golden", "rng")]
public sealed class GeneratorGoldenTests
{
    private const double BlockTolerance = 1e-6;

    public static IEnumerable<TheoryDataRow<GoldenCase>> Cases => GoldenCases.Of("rng", golden => golden.Json.TryGetProperty("torch_seed", out _));

    [Theory, MemberData(nameof(Cases))]
    public void Stream_IsPyTorchs(GoldenCase golden)
    {
        var generator = new Generator(golden.Json.GetProperty("torch_seed").GetUInt64());
        if (golden.Json.TryGetProperty("sequence", out var sequence))
        {
            Assert.NotEqual(0, sequence.GetArrayLength());
            foreach (var call in sequence.EnumerateArray())
            {
                Draw(generator, call.GetProperty("op"), call.GetProperty("out"));
            }
        }
        else if (golden.Json.TryGetProperty("order", out var order))
        {
            Sampler(generator, golden.Json, order);
        }
        else
        {
            Assert.Equal("F.dropout of ones(24), p=0.25", golden.Json.GetProperty("note").GetString());
            CheckFloats(golden.Json.GetProperty("out"), false, v => generator.Dropout(v, 0.25));
            CheckFloats(golden.Json.GetProperty("next_rand"), false, v => generator.Uniform(v));
        }
    }

    private static void Draw(Generator generator, JsonElement op, JsonElement expected)
    {
        double Number(int i) => op[i].GetDouble();
        var count = expected.GetProperty("shape").EnumerateArray().Aggregate(1, (n, d) => n * d.GetInt32());
        var blocks = count >= 16;
        switch (op[0].GetString())
        {
            case "randn":
                CheckFloats(expected, blocks, v => generator.Normal(v));
                break;
            case "normal":
                CheckFloats(expected, blocks, v => generator.Normal(v, Number(1), Number(2)), Math.Max(1, Number(2)));
                break;
            case "randn64":
                CheckDoubles(expected, 2, v => generator.Normal(v));
                break;
            case "rand64":
                CheckDoubles(expected, 0, v => generator.Uniform(v));
                break;
            case "randn_f16":
                CheckHalves(expected, v => generator.NormalForHalf(v), f => BitConverter.HalfToUInt16Bits((Half)f));
                break;
            case "randn_bf16":
                CheckHalves(expected, v => generator.NormalForHalf(v), FloatCodec.ToBFloat16);
                break;
            case "rand":
                CheckFloats(expected, false, v => generator.Uniform(v));
                break;
            case "uniform":
                CheckFloats(expected, false, v => generator.Uniform(v, (float)Number(1), (float)Number(2)));
                break;
            case "bernoulli_tensor":
                CheckFloats(expected, false, v => generator.Bernoulli(v, [.. Enumerable.Repeat((float)Number(1), v.Length)]));
                break;
            case "bernoulli_scalar":
                CheckFloats(expected, false, v => generator.Bernoulli(v, Number(1)));
                break;
            case "exponential":
                CheckFloats(expected, false, v => generator.Exponential(v));
                break;
            case "randint":
                CheckLongs(expected, v => generator.RandInt(v, op[1].GetInt64(), op[2].GetInt64()));
                break;
            case "random_int64":
                CheckLongs(expected, v => FillFrom(v, generator));
                break;
            case "randperm":
                CheckLongs(expected, v => Array.ConvertAll(generator.RandPerm(v.Length), i => (long)i).CopyTo(v, 0));
                break;
            default:
                Assert.Fail($"unknown draw {op[0]}");
                break;
        }
    }

    /// <summary>RandomSampler takes a seed from the global generator and permutes with a new one; a DataLoader takes a base seed before that.</summary>
    private static void Sampler(Generator generator, JsonElement json, JsonElement order)
    {
        var count = order.GetArrayLength();
        Assert.Equal(order.EnumerateArray().Select(e => e.GetInt32()), new Generator((ulong)generator.NextInt64()).RandPerm(count));
        CheckFloats(json.GetProperty("next_rand_after_sampler"), false, v => generator.Uniform(v));
        var loader = new Generator(json.GetProperty("torch_seed").GetUInt64());
        _ = loader.NextInt64();
        Assert.Equal(json.GetProperty("dataloader_order").EnumerateArray().Select(e => e.GetInt32()), new Generator((ulong)loader.NextInt64()).RandPerm(count));
    }

    private static string[] Hex(JsonElement expected) => expected.GetProperty("hex").GetString()!.Split(' ');

    private static void CheckFloats(JsonElement expected, bool blocks, Action<float[]> draw, double scale = 1)
    {
        float[] wanted = [.. Hex(expected).Select(h => BitConverter.UInt32BitsToSingle(uint.Parse(h, NumberStyles.HexNumber, CultureInfo.InvariantCulture)))];
        var actual = new float[wanted.Length];
        draw(actual);
        if (!blocks)
        {
            Assert.Equal(wanted.Select(BitConverter.SingleToUInt32Bits), actual.Select(BitConverter.SingleToUInt32Bits));
            return;
        }
        for (var i = 0; i < wanted.Length; i++)
        {
            Assert.InRange(actual[i] - (double)wanted[i], -BlockTolerance * scale, BlockTolerance * scale);
        }
    }

    private static void CheckDoubles(JsonElement expected, int ulps, Action<double[]> draw)
    {
        long[] wanted = [.. Hex(expected).Select(h => long.Parse(h, NumberStyles.HexNumber, CultureInfo.InvariantCulture))];
        var actual = new double[wanted.Length];
        draw(actual);
        for (var i = 0; i < wanted.Length; i++)
        {
            Assert.InRange(BitConverter.DoubleToInt64Bits(actual[i]) - wanted[i], -ulps, ulps);
        }
    }

    private static void CheckHalves(JsonElement expected, Action<float[]> draw, Func<float, ushort> round)
    {
        int[] wanted = [.. Hex(expected).Select(h => int.Parse(h, NumberStyles.HexNumber, CultureInfo.InvariantCulture))];
        var actual = new float[wanted.Length];
        draw(actual);
        for (var i = 0; i < wanted.Length; i++)
        {
            Assert.InRange(round(actual[i]) - wanted[i], wanted.Length < 16 ? 0 : -1, wanted.Length < 16 ? 0 : 1);
        }
    }

    private static void FillFrom(long[] values, Generator generator)
    {
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = generator.NextInt64();
        }
    }

    private static void CheckLongs(JsonElement expected, Action<long[]> draw)
    {
        long[] wanted = [.. expected.GetProperty("int").EnumerateArray().Select(e => e.GetInt64())];
        var actual = new long[wanted.Length];
        draw(actual);
        Assert.Equal(wanted, actual);
    }
}
