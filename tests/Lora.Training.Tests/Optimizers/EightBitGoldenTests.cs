using Lora.Tensors;
using Lora.Testing;

namespace Lora.Training.Tests;

/// <summary>Moments in 8 bits: bitsandbytes' codes, its blocks, and steps with them.</summary>
[Trait("Golden", "optimizers")]
public sealed class EightBitGoldenTests
{
    private const double MostTies = 0.001;

    public static IEnumerable<TheoryDataRow<GoldenCase>> Maps => GoldenCases.Of("optimizers", golden => golden.Name == "bnb_maps");

    public static IEnumerable<TheoryDataRow<GoldenCase>> Blocks =>
        GoldenCases.Of("optimizers", golden => golden.Name.StartsWith("bnb_blockwise", StringComparison.Ordinal));

    public static IEnumerable<TheoryDataRow<GoldenCase>> Optimizers => GoldenCases.Of("optimizers",
        golden => golden.Name.EndsWith("8bit", StringComparison.Ordinal) && golden.Json.TryGetProperty("hyper", out _));

    public static IEnumerable<TheoryDataRow<GoldenCase>> Problems =>
        GoldenCases.Of("optimizers", golden => golden.Name is "problem" or "bnb_problem");

    [Theory, MemberData(nameof(Maps))]
    public void Codes_AreBitsandbytes(GoldenCase golden)
    {
        golden.Compare("signed", BlockwiseMap.SignedValues, Array.ConvertAll(golden.Tensors.ReadFloats("signed"), value => (double)value),
            GoldenTolerance.Exact);
        golden.Compare("unsigned", BlockwiseMap.UnsignedValues, Array.ConvertAll(golden.Tensors.ReadFloats("unsigned"), value => (double)value),
            GoldenTolerance.Exact);
        golden.AllCompared();
    }

    [Theory, MemberData(nameof(Blocks))]
    public void Blocks_AreBitsandbytes(GoldenCase golden)
    {
        using var runtime = TestRuntime.New();
        using var scope = runtime.NewScope();
        var hyper = golden.Json.GetProperty("hyper");
        var size = hyper.GetProperty("blocksize").GetInt32();
        using var map = hyper.GetProperty("signed").GetBoolean() ? BlockwiseMap.Signed(runtime) : BlockwiseMap.Unsigned(runtime);
        var x = golden.Input("x");
        var (codes, absmax) = (runtime.Zeros([x.Length], DType.UInt8), runtime.Zeros([(x.Length + size - 1) / size]));
        map.Quantize(runtime.FromFloats(x, [x.Length]), codes, absmax, size);
        var ties = CompareCodes(golden, "code_index", codes.ToLongs());
        Compare("absmax", absmax.ToFloats());
        var (actual, recorded) = (map.Dequantize(codes, absmax, size).ToFloats(), golden.Tensors.ReadFloats("dequantised"));
        Compare("dequantised", [.. actual.Select((value, i) => ties.Contains(i) ? recorded[i] : value)]);
        golden.AllCompared();

        void Compare(string name, float[] values)
        {
            var tolerance = golden.Json.GetProperty("tolerance");
            golden.Compare(name, values, Array.ConvertAll(golden.Tensors.ReadFloats(name), value => (double)value),
                new GoldenTolerance(tolerance.GetProperty("atol").GetDouble(), tolerance.GetProperty("rtol").GetDouble()));
        }
    }

    /// <summary>Steps of one tensor that is large enough for codes.</summary>
    [Theory, MemberData(nameof(Optimizers))]
    public void Steps_AreBitsandbytes(GoldenCase golden)
    {
        using var runtime = TestRuntime.New();
        using var scope = runtime.NewScope();
        using var problem = new SafetensorsFile(GoldenFolder.Find("optimizers", "bnb_problem.safetensors"));
        int[] shape = [.. problem["p0"].Shape.Select(size => (int)size)];
        using var group = new ParameterGroup(runtime, "unet", golden.Json.GetProperty("hyper").GetProperty("lr").GetDouble(), [shape]);
        using var optimizer = OptimizerCatalog.Create(OptimizerGoldenTests.Chosen(golden));
        optimizer.Attach([group]);
        group.Set(0, problem.ReadFloats("p0"));
        var gradients = problem.ReadFloats("g");
        var weights = new List<float>();
        for (var step = 1; step <= 5; step++)
        {
            group.Gradients.CopyFrom_(gradients.AsSpan((step - 1) * group.Count, group.Count));
            optimizer.Step();
            if (step == 1)
            {
                CompareState(golden, [.. optimizer.States[0].Tensors]);
            }

            if (step is 2 or 5)
            {
                weights.AddRange(group.Values.ToFloats());
            }
        }

        var recorded = Array.ConvertAll(golden.Tensors.ReadFloats("p"), value => (double)value);
        var far = weights.Zip(recorded).Count(pair => Math.Abs(pair.First - pair.Second) > 2e-4 + (1e-4 * Math.Abs(pair.Second)));
        Assert.InRange(far, 0, (int)(MostTies * recorded.Length));
        golden.Compare("p", weights.ToArray(), recorded, new GoldenTolerance(5e-3, 0));
        golden.AllCompared();
    }

    /// <summary>What the other cases start from is there.</summary>
    [Theory, MemberData(nameof(Problems))]
    public void Problems_AreRead(GoldenCase golden) =>
        Assert.All(golden.Tensors.Names, name => Assert.All(golden.Input(name), value => Assert.True(float.IsFinite(value))));

    private static void CompareState(GoldenCase golden, (string Name, Tensor Value)[] state)
    {
        var codes = state.Where(tensor => tensor.Value.DType == DType.UInt8).ToArray();
        var scales = state.Where(tensor => tensor.Name.EndsWith("absmax", StringComparison.Ordinal)).ToArray();
        Assert.Equal(state.Length, codes.Length + scales.Length);
        for (var i = 0; i < codes.Length; i++)
        {
            CompareCodes(golden, $"state_after_step1.state{i + 1}", codes[i].Value.ToLongs());
            var name = $"state_after_step1.absmax{i + 1}";
            golden.Compare(name, scales[i].Value.ToFloats(), Array.ConvertAll(golden.Tensors.ReadFloats(name), value => (double)value),
                new GoldenTolerance(1e-7, 1e-5));
        }
    }

    /// <returns>Where a tie was broken the other way.</returns>
    private static HashSet<int> CompareCodes(GoldenCase golden, string name, long[] actual)
    {
        var recorded = golden.Tensors.ReadLongs(name);
        HashSet<int> ties = [.. Enumerable.Range(0, recorded.Length).Where(i => recorded[i] != actual[i])];
        Assert.InRange(ties.Count, 0, (int)(MostTies * recorded.Length));
        golden.Compare(name, Array.ConvertAll(actual, code => (double)code), Array.ConvertAll(recorded, code => (double)code), new GoldenTolerance(1, 0));
        return ties;
    }
}
