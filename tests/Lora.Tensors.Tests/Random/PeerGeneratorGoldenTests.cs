using System.Globalization;
using System.Numerics;
using System.Text.Json;
using Lora.Testing;

namespace Lora.Tensors.Tests;

/// <summary>
/// Python's and numpy's streams, which other golden cases were drawn with. Bits are equal but in normal numbers: the C library's logarithms may round otherwise
/// (a few ulp), and of the ziggurat's table numpy's copy is exact to 13 digits only.
/// </summary>
[Trait("Golden", "rng")]
public sealed class PeerGeneratorGoldenTests
{
    private const int NormalUlps = 4, ZigguratUlps = 512;

    public static IEnumerable<TheoryDataRow<GoldenCase>> Cases => GoldenCases.Of("rng", golden => !golden.Json.TryGetProperty("torch_seed", out _));

    [Theory, MemberData(nameof(Cases))]
    public void Stream_IsThePeers(GoldenCase golden)
    {
        var json = golden.Json;
        var draw = json.GetProperty("generator").GetString() switch
        {
            "random.Random" => Python(json.GetProperty("python_seed")),
            "numpy.random.RandomState" => RandomState(json.GetProperty("numpy_seed").GetUInt32()),
            "numpy.random.default_rng (PCG64)" => DefaultRng(json.GetProperty("numpy_seed").GetUInt64()),
            var other => throw new InvalidOperationException($"unknown generator {other}"),
        };
        var calls = json.GetProperty("calls").EnumerateObject().ToArray();
        Assert.NotEmpty(calls);
        foreach (var call in calls)
        {
            Check(call.Name, call.Value, draw(call.Name, call.Value));
        }
    }

    private static Func<string, JsonElement, object> Python(JsonElement seed)
    {
        var random = seed.ValueKind == JsonValueKind.String
            ? new PythonRandom(seed.GetString()!) : new PythonRandom(BigInteger.Parse(seed.GetRawText(), CultureInfo.InvariantCulture));
        return (call, recorded) => call switch
        {
            "random" => Many(recorded, _ => random.Random()),
            "getrandbits" => Many(recorded, row => random.GetRandBits(row[0].GetInt32())),
            "randint" => Many(recorded, row => random.RandInt(row[0].GetInt64(), row[1].GetInt64())),
            "randrange" => Many(recorded, _ => random.RandRange(3, 50, 4)),
            "choice" => Many(recorded, _ => random.Choice([.. "abcdefghij"])),
            "sample" => Many(recorded, row => random.Sample(row[0].GetInt32(), row[1].GetInt32())),
            "uniform" => Many(recorded, row => random.Uniform(row[0].GetDouble(), row[1].GetDouble())),
            "choices" => Many(recorded, random.Choices([.. "abcd"], [1, 2, 3, 4], recorded.GetArrayLength())),
            "gauss" => Many(recorded, _ => random.Gauss(0, 1)),
            "normalvariate" => Many(recorded, _ => random.NormalVariate(1, 2)),
            "random_end" => random.Random(),
            _ when call.StartsWith("shuffle", StringComparison.Ordinal) => Shuffled(recorded, items => random.Shuffle<int>(items)),
            _ => throw new InvalidOperationException($"unknown call {call}"),
        };
    }

    private static Func<string, JsonElement, object> RandomState(uint seed)
    {
        var random = new NumpyRandomState(seed);
        return (call, recorded) => call switch
        {
            "random_sample" => Many(recorded, _ => random.RandomSample()),
            "randint_0_1000" => Many(recorded, _ => random.RandInt(0, 1000)),
            "standard_normal" => Many(recorded, _ => random.StandardNormal()),
            "permutation10" or "shuffle12" => Many(recorded, random.Permutation(recorded.GetArrayLength())),
            "uniform_-1_1" => Many(recorded, _ => random.Uniform(-1, 1)),
            _ => throw new InvalidOperationException($"unknown call {call}"),
        };
    }

    private static Func<string, JsonElement, object> DefaultRng(ulong seed)
    {
        var random = new NumpyGenerator(seed);
        return (call, recorded) => call switch
        {
            "random" => Many(recorded, _ => random.Random()),
            "integers_0_1000" => Many(recorded, _ => random.Integer(0, 1000)),
            "standard_normal" => Many(recorded, _ => random.StandardNormal()),
            "permutation10" => Many(recorded, random.Permutation(recorded.GetArrayLength())),
            _ => throw new InvalidOperationException($"unknown call {call}"),
        };
    }

    private static object[] Many(JsonElement recorded, Func<JsonElement, object> draw) => [.. recorded.EnumerateArray().Select(draw)];

    private static object[] Many<T>(JsonElement recorded, T[] drawn) => drawn.Length == recorded.GetArrayLength()
        ? [.. drawn.Cast<object>()] : throw new InvalidOperationException($"{drawn.Length} drawn, {recorded.GetArrayLength()} recorded");

    private static object[] Shuffled(JsonElement recorded, Action<int[]> shuffle)
    {
        int[] items = [.. Enumerable.Range(0, recorded.GetArrayLength())];
        shuffle(items);
        return Many(recorded, items);
    }

    /// <summary>A row of arguments ends with its answer.</summary>
    private static void Check(string call, JsonElement recorded, object drawn)
    {
        switch (drawn)
        {
            case object[] many:
                foreach (var (one, wanted) in many.Zip(recorded.EnumerateArray()))
                {
                    Check(call, wanted, one);
                }

                break;
            case int[] sample:
                Assert.Equal(recorded[2].EnumerateArray().Select(element => element.GetInt32()), sample);
                break;
            case double number:
                var hex = (recorded.ValueKind == JsonValueKind.Array ? recorded[2] : recorded).GetProperty("hex").GetString()!;
                var ulps = call switch { "gauss" or "normalvariate" => NormalUlps, "standard_normal" => ZigguratUlps, _ => 0 };
                Assert.InRange(BitConverter.DoubleToInt64Bits(number) - long.Parse(hex, NumberStyles.HexNumber, CultureInfo.InvariantCulture), -ulps, ulps);
                break;
            default:
                var answer = recorded.ValueKind == JsonValueKind.Array ? recorded[recorded.GetArrayLength() - 1] : recorded;
                Assert.Equal(answer.ToString(), Convert.ToString(drawn, CultureInfo.InvariantCulture));
                break;
        }
    }
}
