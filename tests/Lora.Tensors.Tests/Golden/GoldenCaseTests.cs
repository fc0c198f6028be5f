using System.Text.Json;
using Lora.Testing;
using Xunit.Sdk;

namespace Lora.Tensors.Tests;

/// <summary>The shared golden library itself: a comparison must be able to fail.</summary>
public sealed class GoldenCaseTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private static GoldenCase Case(string json) => new("group", "cases.json", "x", JsonDocument.Parse(json).RootElement, default);

    [Theory]
    [InlineData("ops/*", "ops/abs", true)]
    [InlineData("ops/abs", "ops/abs", true)]
    [InlineData("ops/abs", "ops/abs2", false)]
    [InlineData("ops/a*s", "ops/abs", true)]
    [InlineData("ops/abs*", "ops/abs", true)]
    [InlineData("ops/ab*bs", "ops/abs", false)]
    [InlineData("*/a*b*c", "ops/a.b.c", true)]
    [InlineData("*/a*b*c", "ops/acb", false)]
    public void Pattern_MatchesTheWholeText(string pattern, string text, bool matches) => Assert.Equal(matches, GoldenList.Matches(pattern, text));

    [Fact]
    public void List_LooksAtNameAndOp()
    {
        var list = GoldenList.Parse("""[{ "pattern": "keys/lycoris*", "reason": "a" }, { "pattern": "schedule/*", "op": ["LCM*"], "reason": "b" }]""");
        Assert.Equal("a", list.ReasonFor("keys/lycoris_x7", ""));
        Assert.Equal("b", list.ReasonFor("schedule/anything", "LCMScheduler"));
        Assert.Null(list.ReasonFor("schedule/anything", "DDIMScheduler"));
        Assert.Null(list.ReasonFor("ops/abs", "abs"));
    }

    [Theory]
    [InlineData("""{"tolerance":{"a":{"suggest_atol":0.5}}}""", "a", 0.5, 0)]
    [InlineData("""{"tolerance":{"b":{"suggest_atol":0.5}}}""", "a", 2e-4, 0)]
    [InlineData("""{"tolerance":{"suggest_atol":0.5,"suggest_rtol":0.25}}""", "a", 0.5, 0.25)]
    [InlineData("""{"tolerance":{"suggest_rtol":0.25}}""", "a", 0, 0.25)]
    [InlineData("""{"tolerance":"exact (bits)"}""", "a", 0, 0)]
    [InlineData("""{"tolerance":"as another"}""", "a", 2e-4, 0)]
    [InlineData("""{}""", "a", 2e-4, 0)]
    [InlineData("""{}""", "snr", 2e-3, 0)]
    public void Tolerance_IsTheOutputsOwnThenTheCasesThenTheDefault(string json, string output, double absolute, double relative)
    {
        var tolerance = Case(json).Tolerance(output, 2);
        Assert.Equal(absolute, tolerance.Absolute, 12);
        Assert.Equal(relative, tolerance.Relative, 12);
    }

    [Fact]
    public void DifferenceBeyondTheTolerance_FailsWithIndexAndSize()
    {
        var golden = Case("""{"tolerance":{"suggest_atol":0.125}}""");
        golden.Compare("a", [1.125f, 2], [1, 2]);
        var e = Assert.Throws<FailException>(() => golden.Compare("a", [1.125f, 2.25f, 3], [1, 2, 3]));
        Assert.Contains("worst at [1]", e.Message);
        Assert.Contains("atol 0.125", e.Message);
        Assert.Throws<FailException>(() => golden.Compare("a", [1f], [1, 2]));
    }

    [Theory]
    [InlineData(float.NaN, 1)]
    [InlineData(1, double.NaN)]
    [InlineData(float.PositiveInfinity, double.NegativeInfinity)]
    [InlineData(1, double.PositiveInfinity)]
    [InlineData(float.PositiveInfinity, 1)]
    public void NotANumberAndInfinity_EqualOnlyThemselves(float actual, double expected)
    {
        var golden = Case("""{"tolerance":{"suggest_atol":1e30,"suggest_rtol":1e30}}""");
        Assert.Throws<FailException>(() => golden.Compare("a", [actual], [expected]));
        golden.Compare("a", [actual], [actual]);
    }

    [Fact]
    public void RecordedOutputThatNobodyCompared_Fails()
    {
        var writer = new SafetensorsWriter();
        foreach (var name in new[] { "in.a", "cot.0", "out.0", "grad.a" })
        {
            writer.AddFloats(name, SafetensorsDType.F32, [2], new float[] { 1, 2 });
        }

        writer.Save(_folder["x.safetensors"]);
        var golden = Case(JsonSerializer.Serialize(new { file = _folder["x.safetensors"] }));
        Assert.Equal([1f, 2f], golden.Input("in.a"));
        golden.MarkInput("cot.0");
        string[] outputs = ["out.0", "grad.a"];
        foreach (var output in outputs)
        {
            Assert.Contains(output, Assert.Throws<FailException>(golden.AllCompared).Message);
            Assert.Throws<InvalidOperationException>(() => golden.MarkInput(output));
            golden.Compare(output, golden.Tensors.ReadFloats(output));
        }
        golden.AllCompared();
        golden.Expect("loss");
        Assert.Contains("loss", Assert.Throws<FailException>(golden.AllCompared).Message);
    }

    [Fact]
    public void CaseWithoutAnyComparison_Fails() => Assert.Throws<FailException>(Case("{}").AllCompared);
}
