using System.Globalization;
using System.Reflection;
using FsCheck;
using FsCheck.Fluent;
using Lora.Testing;

namespace Lora.Project.Tests.Diagnostics;

public sealed class DiagnosticCatalogTests
{
    private static readonly string Documentation = File.ReadAllText(Repository.At("docs", "diagnostics.md"));

    public static TheoryData<string> Codes => [.. DiagnosticCatalog.All.Select(descriptor => descriptor.Code)];

    [Fact]
    public void Codes_AreUniqueAndInOrder()
    {
        var codes = DiagnosticCatalog.All.Select(descriptor => descriptor.Code).ToArray();

        Assert.Equal(codes.Order(StringComparer.Ordinal), codes);
        Assert.Equal(codes.Length, codes.Distinct().Count());
    }

    [Fact]
    public void Catalog_HoldsEveryDescriptor()
    {
        var declared = typeof(Descriptor).Assembly.GetTypes().SelectMany(type => type.GetProperties(BindingFlags.Static | BindingFlags.Public))
            .Where(property => property.PropertyType == typeof(Descriptor)).Select(property => ((Descriptor)property.GetValue(null)!).Code);

        Assert.Equal(DiagnosticCatalog.All.Select(descriptor => descriptor.Code), declared.Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Codes))]
    public void Code_IsInTheRangeOfItsClass(string code)
    {
        var thousands = int.Parse(code.AsSpan(4), CultureInfo.InvariantCulture) / 1000;
        Type[][] owners =
        [
            [typeof(ProjectDiagnostics)], [typeof(DatasetDiagnostics), typeof(TaggingDiagnostics)], [typeof(TrainingDiagnostics)], [typeof(EngineDiagnostics)],
            [typeof(CacheDiagnostics), typeof(LockDiagnostics), typeof(ComparisonDiagnostics)],
        ];

        Assert.Contains(owners[thousands - 1].SelectMany(owner => owner.GetProperties()).Where(property => property.PropertyType == typeof(Descriptor)),
            property => ((Descriptor)property.GetValue(null)!).Code == code);
    }

    [Theory]
    [MemberData(nameof(Codes))]
    public void Code_IsDocumentedWithItsFix(string code)
    {
        var descriptor = DiagnosticCatalog.All.Single(entry => entry.Code == code);
        var severity = descriptor.Severity.ToString().ToLowerInvariant();

        var at = Documentation.IndexOf($"### {code}: {descriptor.Title} ({severity})\n", StringComparison.Ordinal);

        Assert.True(at >= 0, $"docs/diagnostics.md has no section '### {code}: {descriptor.Title} ({severity})'");
        var end = Documentation.IndexOf("\n#", at + 3, StringComparison.Ordinal);
        var section = Documentation[at..(end < 0 ? Documentation.Length : end)].Replace("`", "", StringComparison.Ordinal);
        Assert.Contains(descriptor.Fix, section);
        Assert.Contains(descriptor.Why, section);
    }

    [Theory]
    [MemberData(nameof(Codes))]
    public void Fix_IsASentence(string code)
    {
        var descriptor = DiagnosticCatalog.All.Single(entry => entry.Code == code);

        string[] sentences = [descriptor.Fix, descriptor.Why];
        Assert.All(sentences, text => Assert.True(char.IsUpper(text[0]) || text.StartsWith("kohya", StringComparison.Ordinal)));
        Assert.All(sentences, text => Assert.Matches(@"[^.\s]\.$", text));
        Assert.DoesNotMatch(@"[.\s]$", descriptor.Title);
    }

    [Theory]
    [InlineData("'a' is wrong", "'a' is wrong.")]
    [InlineData("'a' is wrong.", "'a' is wrong.")]
    [InlineData("'a' is wrong; did you mean 'b'?", "'a' is wrong; did you mean 'b'?")]
    [InlineData("'a' cannot be read: No such file..", "'a' cannot be read: No such file.")]
    [InlineData("And so on...", "And so on...")]
    public void Problem_EndsBeforeTheAdviceBegins(string problem, string sentence) =>
        Assert.Equal($"{sentence} {CacheDiagnostics.DamagedEntry.Fix}", CacheDiagnostics.DamagedEntry.At(problem).Message);

    [Fact]
    public void EveryProblem_EndsAsASentence() => Prop.ForAll<NonEmptyString>(problem =>
        DiagnosticCatalog.All[0].At(problem.Get).Message[..^(DiagnosticCatalog.All[0].Fix.Length + 1)] is [.., '.' or '?' or '!']).QuickCheckThrowOnFailure();

    [Fact]
    public void Documentation_NamesNoOtherCode() =>
        Assert.Equal(DiagnosticCatalog.All.Count, Documentation.Split("\n### LORA").Length - 1);
}
