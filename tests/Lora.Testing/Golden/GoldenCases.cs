using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using Xunit;

namespace Lora.Testing;

/// <summary>
/// The golden cases of a group as theory rows, one a case, named <c>group/name</c>; what waits for a later issue is a skipped row with its reason.
/// </summary>
public static class GoldenCases
{
    internal const string NoCases = "no cases";
    private static readonly ConcurrentDictionary<(string Folder, string Group, string ListFile), GoldenCase[]> Lists = new();

    /// <summary>
    /// All cases that a list file of the set under test holds. Use:
    /// <c>public static IEnumerable&lt;TheoryDataRow&lt;GoldenCase&gt;&gt; Cases =&gt; GoldenCases.Of("ops");</c>
    /// with <c>[Theory, MemberData(nameof(Cases))]</c> in a class with <c>[Trait("Golden", "ops")]</c>.
    /// </summary>
    /// <param name="group">Folder of the group.</param>
    /// <param name="listFile">The list of cases in it.</param>
    /// <returns>A row a case; when the set brings no such list, one skipped row that says so.</returns>
    public static IEnumerable<TheoryDataRow<GoldenCase>> Of(string group, string listFile = "cases.json")
    {
        if (GoldenFolder.Current != GoldenFolder.Project && !File.Exists(Path.Combine(GoldenFolder.Current, group, listFile)))
        {
            return [Row(new GoldenCase(group, listFile, NoCases, default, default), $"{GoldenFolder.Current} holds no {group}/{listFile}")];
        }

        return Read(group, listFile).Select(c => Row(c, GoldenList.Waiting.ReasonFor(c.DisplayName, c.Op)));
    }

    /// <summary>
    /// As <see cref="Of(string, string)"/>, but only the cases for which a predicate holds: for a group whose cases are shared out to several classes.
    /// </summary>
    public static IEnumerable<TheoryDataRow<GoldenCase>> Of(string group, Func<GoldenCase, bool> belongs, string listFile = "cases.json")
    {
        TheoryDataRow<GoldenCase>[] rows = [.. Of(group, listFile).Where(row => row.Data.Name == NoCases || belongs(row.Data))];
        return rows.Length > 0 || GoldenFolder.Current == GoldenFolder.Project
            ? rows
            : [Row(new GoldenCase(group, listFile, NoCases, default, default), $"{GoldenFolder.Current} holds no case of this kind in {group}/{listFile}")];
    }

    internal static GoldenCase[] Read(string group, string listFile) => Lists.GetOrAdd((GoldenFolder.Current, group, listFile), Load);

    private static TheoryDataRow<GoldenCase> Row(GoldenCase golden, string? reason) =>
        new(golden) { TestDisplayName = golden.DisplayName, Label = "", Skip = reason };

    private static GoldenCase[] Load((string Folder, string Group, string ListFile) list)
    {
        var path = Path.Combine(list.Folder, list.Group, list.ListFile);
        var head = JsonDocument.Parse(GoldenFolder.ReadAllBytes(path)).RootElement;
        var stem = Path.GetFileNameWithoutExtension(list.ListFile);
        GoldenCase[] cases = [.. head.GetProperty("cases").EnumerateArray().Select((json, i) =>
            new GoldenCase(list.Group, list.ListFile, NameOf(json, stem, i), json, head))];
        var twice = cases.GroupBy(c => c.Name).FirstOrDefault(g => g.Count() > 1)?.Key;
        return twice is null ? cases : throw new InvalidDataException($"{path}: the name '{twice}' stands twice");
    }

    /// <summary>A list without names numbers its cases: <c>weights-00</c>, <c>weights-01</c>...</summary>
    private static string NameOf(JsonElement json, string stem, int index) => json.TryGetProperty("name", out var name)
        ? name.GetString()!
        : string.Create(CultureInfo.InvariantCulture, $"{stem}-{index:00}");
}
