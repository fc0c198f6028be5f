using System.Text.Json;
using Lora.Tensors;
using Xunit;
using Xunit.Sdk;

namespace Lora.Testing;

/// <summary>
/// One golden case. A test reads its inputs (<see cref="Input"/>, <see cref="InputLongs"/>), compares every output
/// (<see cref="Compare(string, ReadOnlySpan{float})"/>) and ends with <see cref="AllCompared"/>, which fails when anything recorded in the case's file was
/// neither read nor compared.
/// </summary>
public sealed class GoldenCase : IXunitSerializable
{
    private static readonly string[] OutputPrefixes = ["out.", "grad.", "act."];
    private readonly HashSet<string> _compared = new(StringComparer.Ordinal);
    private readonly HashSet<string> _inputs = new(StringComparer.Ordinal);
    private readonly HashSet<string> _expected = new(StringComparer.Ordinal);
    private SafetensorsFile? _tensors;

    /// <summary>Folder of the group, for instance <c>ops</c>.</summary>
    public string Group { get; private set; } = "";

    /// <summary>File that lists the case, <c>cases.json</c> or another in the group's folder.</summary>
    public string ListFile { get; private set; } = "";

    /// <summary>Name, unique in the group.</summary>
    public string Name { get; private set; } = "";

    /// <summary>The case as the list has it.</summary>
    public JsonElement Json { get; private set; }

    /// <summary>The list file's own fields (notes, versions, layout); its <c>cases</c> too.</summary>
    public JsonElement Head { get; private set; }

    /// <summary><c>group/name</c>, the test's name.</summary>
    public string DisplayName => $"{Group}/{Name}";

    /// <summary>The case's <c>op</c>; empty when it has none.</summary>
    public string Op => Json.TryGetProperty("op", out var op) && op.ValueKind == JsonValueKind.String ? op.GetString()! : "";

    /// <summary>The case's <c>params</c>; an undefined element when it has none.</summary>
    public JsonElement Params => Json.TryGetProperty("params", out var value) ? value : default;

    /// <summary>True when the case has a tensor file.</summary>
    public bool HasTensors => FileName is { } name && name.EndsWith(".safetensors", StringComparison.Ordinal);

    /// <summary>The tensors of the case's <c>file</c>.</summary>
    public SafetensorsFile Tensors => _tensors ??= new SafetensorsFile(GoldenFolder.Find(Group, FileName!));

    private string? FileName => Json.TryGetProperty("file", out var file) ? file.GetString() : null;

    /// <summary>For xunit only.</summary>
    public GoldenCase()
    {
    }

    internal GoldenCase(string group, string listFile, string name, JsonElement json, JsonElement head) =>
        (Group, ListFile, Name, Json, Head) = (group, listFile, name, json, head);

    /// <summary>The case's <c>file</c> when it is JSON (packed or not).</summary>
    public JsonElement JsonFile() => JsonDocument.Parse(GoldenFolder.ReadAllBytes(GoldenFolder.Find(Group, FileName!))).RootElement;

    /// <summary>A number of <see cref="Params"/>, or the default where it is missing or null.</summary>
    public double Param(string name, double otherwise) =>
        Params.ValueKind == JsonValueKind.Object && Params.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number
            ? value.GetDouble() : otherwise;

    /// <summary>An input as fp32.</summary>
    public float[] Input(string name)
    {
        MarkInput(name);
        return Tensors.ReadFloats(name);
    }

    /// <summary>An integer or boolean input.</summary>
    public long[] InputLongs(string name)
    {
        MarkInput(name);
        return Tensors.ReadLongs(name);
    }

    /// <summary>Says that a tensor of the file is something the test starts from, not a result.</summary>
    public void MarkInput(string name)
    {
        if (OutputPrefixes.Any(p => name.StartsWith(p, StringComparison.Ordinal)))
        {
            throw new InvalidOperationException($"{DisplayName}: '{name}' is an output; compare it");
        }

        _inputs.Add(name);
    }

    /// <summary>Says which outputs <see cref="AllCompared"/> must find compared, beside the tensors of the file: those recorded in the case's JSON.</summary>
    public void Expect(params string[] outputs) => _expected.UnionWith(outputs);

    /// <summary>The tolerance of an output whose largest recorded absolute value is <paramref name="largest"/>.</summary>
    public GoldenTolerance Tolerance(string output, double largest) =>
        GoldenTolerance.Of(Json.TryGetProperty("tolerance", out var tolerance) ? tolerance : default, output, largest);

    /// <summary>Compares an output with the tensor of that name in the file. Integer and boolean tensors must be equal.</summary>
    public void Compare(string output, ReadOnlySpan<float> actual)
    {
        var isFloat = FloatCodec.Supports(Tensors[output].DType);
        var expected = isFloat
            ? Tensors[output].DType == SafetensorsDType.F64 ? Doubles(output) : Array.ConvertAll(Tensors.ReadFloats(output), f => (double)f)
            : Array.ConvertAll(Tensors.ReadLongs(output), l => (double)l);
        Compare(output, actual, expected, isFloat ? null : GoldenTolerance.Exact);
    }

    /// <summary>Compares an integer output with the tensor of that name in the file; it must be equal.</summary>
    public void Compare(string output, ReadOnlySpan<long> actual)
    {
        _compared.Add(output);
        Assert.Equal(Tensors.ReadLongs(output), actual.ToArray());
    }

    /// <summary>Compares an output with values from elsewhere (the case's JSON), within the case's tolerance or a stricter one of the group.</summary>
    public void Compare(string output, ReadOnlySpan<float> actual, ReadOnlySpan<double> expected, GoldenTolerance? tolerance = null)
    {
        var doubles = new double[actual.Length];
        for (var i = 0; i < doubles.Length; i++)
        {
            doubles[i] = actual[i];
        }

        Compare(output, doubles, expected, tolerance);
    }

    /// <inheritdoc cref="Compare(string, ReadOnlySpan{float}, ReadOnlySpan{double}, GoldenTolerance?)"/>
    public void Compare(string output, ReadOnlySpan<double> actual, ReadOnlySpan<double> expected, GoldenTolerance? tolerance = null)
    {
        _compared.Add(output);
        if (actual.Length != expected.Length)
        {
            Assert.Fail($"{DisplayName}: '{output}' has {actual.Length} elements, {expected.Length} are recorded");
        }

        double largest = 0;
        foreach (var value in expected)
        {
            largest = double.IsFinite(value) ? Math.Max(largest, Math.Abs(value)) : largest;
        }

        var limit = tolerance ?? Tolerance(output, largest);
        int worst = -1, count = 0;
        double worstExcess = 0, worstDifference = 0, maximum = 0;
        for (var i = 0; i < expected.Length; i++)
        {
            double difference = Difference(actual[i], expected[i]), excess = difference - limit.Absolute - (limit.Relative * Math.Abs(expected[i]));
            maximum = Math.Max(maximum, difference);
            if (difference == 0 || excess <= 0)
            {
                continue;
            }

            count++;
            if (worst < 0 || excess > worstExcess)
            {
                (worst, worstExcess, worstDifference) = (i, excess, difference);
            }
        }
        if (worst >= 0)
        {
            Assert.Fail(FormattableString.Invariant(
                $"{DisplayName}: '{output}' differs at {count} of {expected.Length} elements; max abs diff {maximum:g6}; worst at [{worst}]: ") +
                FormattableString.Invariant($"{actual[worst]:g9}, recorded {expected[worst]:g9}, diff {worstDifference:g6}, ") +
                FormattableString.Invariant($"atol {limit.Absolute:g3}, rtol {limit.Relative:g3}"));
        }
    }

    /// <summary>Fails when an output was recorded but not compared: a tensor of the file that was no input, or one named to <see cref="Expect"/>.</summary>
    public void AllCompared()
    {
        var recorded = HasTensors ? Tensors.Names.Where(n => !_inputs.Contains(n)).Concat(_expected) : _expected;
        string[] missing = [.. recorded.Where(n => !_compared.Contains(n)).Distinct().Order(StringComparer.Ordinal)];
        if (missing.Length > 0)
        {
            Assert.Fail($"{DisplayName}: recorded but not compared: {string.Join(", ", missing)}");
        }

        if (_compared.Count == 0)
        {
            Assert.Fail($"{DisplayName}: nothing was compared");
        }
    }

    /// <inheritdoc/>
    public override string ToString() => DisplayName;

    void IXunitSerializable.Serialize(IXunitSerializationInfo info)
    {
        info.AddValue("group", Group);
        info.AddValue("list", ListFile);
        info.AddValue("name", Name);
    }

    void IXunitSerializable.Deserialize(IXunitSerializationInfo info)
    {
        (Group, ListFile, Name) = (info.GetValue<string>("group")!, info.GetValue<string>("list")!, info.GetValue<string>("name")!);
        if (Name == GoldenCases.NoCases)
        {
            return;
        }

        var listed = GoldenCases.Read(Group, ListFile).First(c => c.Name == Name);
        (Json, Head) = (listed.Json, listed.Head);
    }

    private double[] Doubles(string name) => System.Runtime.InteropServices.MemoryMarshal.Cast<byte, double>(Tensors.Bytes(name)).ToArray();

    /// <summary>0 for equal infinities and for two NaN; infinite where only one of the two is finite or a number.</summary>
    private static double Difference(double actual, double expected)
    {
        if (actual.Equals(expected))
        {
            return 0;
        }

        var difference = Math.Abs(actual - expected);
        return double.IsNaN(difference) ? double.PositiveInfinity : difference;
    }
}
