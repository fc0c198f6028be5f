using System.Text.Json;

namespace Lora.Project;

/// <summary>What a build is made of now, against what a lock file says: each difference by the name of the file or parameter, with both values.</summary>
/// <param name="locked">The file, without a finding.</param>
/// <param name="now">The file that would be written now.</param>
internal sealed class LockComparison(LockedFile locked, JsonElement now)
{
    // more of them say nothing more
    private const int Most = 50;
    private const int MostNames = 5;
    private const int MostCharacters = 80;

    private readonly JsonElement _then = locked.Root!.Value;
    private readonly List<Difference> _found = [];

    /// <summary>In the order of the lock file.</summary>
    public IReadOnlyList<Finding> Find()
    {
        CompareFields(LockDiagnostics.LockedParameter, "", Only("name", _then), Only("name", now), "");
        CompareFields(LockDiagnostics.LockedParameter, "", Fields(_then.GetProperty("options")), Fields(now.GetProperty("options")), "/options");
        foreach (var section in LockedSection.All)
        {
            Compare(section);
        }

        CompareStages();
        return Report();
    }

    private void Compare(LockedSection section)
    {
        var (then, entries) = (section.Read(_then), section.Read(now));
        foreach (var (name, (entry, _)) in entries)
        {
            var subject = $"{section.Noun} '{name}'";
            if (then.TryGetValue(name, out var before))
            {
                CompareFields(section.Rule, subject, Fields(before.Entry), Fields(entry), before.Pointer);
            }
            else
            {
                _found.Add(new(section.Rule, "", $"{subject} is not in the lock file", $"/{section.Name}"));
            }
        }

        foreach (var (name, (_, pointer)) in then.Where(entry => !entries.ContainsKey(entry.Key)))
        {
            _found.Add(new(section.Rule, "", $"{section.Noun} '{name}' is in the lock file, and not in the project", pointer));
        }

        if (section.IsOrdered && then.Count == entries.Count && then.Keys.All(entries.ContainsKey) && !then.Keys.SequenceEqual(entries.Keys))
        {
            _found.Add(new(section.Rule, "", $"{section.Noun}: the order is '{string.Join("', '", entries.Keys)}', and another one in the lock file",
                $"/{section.Name}"));
        }
    }

    private void CompareFields(
        Descriptor rule, string subject, Dictionary<string, JsonElement> then, Dictionary<string, JsonElement> fields, string pointer)
    {
        foreach (var field in fields.Keys.Union(then.Keys))
        {
            var (before, after) = (Show(then, field), Show(fields, field));
            if (before.Text != after.Text)
            {
                _found.Add(new(rule, subject, $"{field} is {after.Shown}, and {before.Shown} in the lock file", $"{pointer}/{JsonPlaces.Escape(field)}"));
            }
        }
    }

    // a key follows from all of the above and from the algorithms: where these are the same, what is left is something that the file does not name
    private void CompareStages()
    {
        var isNamed = _found.Count > 0;
        var stages = Stages(now).ToDictionary(stage => stage.Name);
        var index = 0;
        foreach (var then in Stages(_then))
        {
            var pointer = FormattableString.Invariant($"/result/stages/{index++}");
            if (!stages.TryGetValue(then.Name, out var stage))
            {
                continue;
            }

            if (then.Algorithm != stage.Algorithm)
            {
                isNamed = true;
                _found.Add(new(LockDiagnostics.LockedStage, "", FormattableString.Invariant(
                    $"{then.Name} works by version {stage.Algorithm} of its algorithm in Lora.Sdk {Sdk(now)}, and by {then.Algorithm} in {Sdk(_then)}")
                    + ", which wrote the lock file", pointer));
            }
            else if (!isNamed && then.Key != stage.Key)
            {
                isNamed = true;
                _found.Add(new(LockDiagnostics.LockedStage, "",
                    $"{then.Name} has another key, by something that the lock file does not name; Lora.Sdk {Sdk(_then)} wrote it, and this is {Sdk(now)}",
                    pointer));
            }
        }
    }

    private Finding[] Report()
    {
        // what is the same of many is said once
        var findings = _found.GroupBy(found => (found.Rule, found.Text)).Select(group =>
        {
            string[] subjects = [.. group.Select(found => found.Subject).Where(subject => subject.Length > 0)];
            var rest = subjects.Length > MostNames ? FormattableString.Invariant($" and {subjects.Length - MostNames} more") : "";
            var before = subjects.Length == 0 ? "" : $"{string.Join(", ", subjects.Take(MostNames))}{rest}: ";
            return group.Key.Rule.At(before + group.Key.Text, locked.Places![group.First().Pointer]);
        }).ToList();
        var more = findings.Count - Most;
        return more <= 0 ? [.. findings]
            : [.. findings.Take(Most), findings[Most] with { Message = FormattableString.Invariant($"And {more} more differences from the lock file.") }];
    }

    private static Dictionary<string, JsonElement> Only(string field, JsonElement file) => new() { [field] = file.GetProperty(field) };

    private static Dictionary<string, JsonElement> Fields(JsonElement entry) =>
        entry.EnumerateObject().ToDictionary(field => field.Name, field => field.Value, StringComparer.Ordinal);

    private static IEnumerable<(string Name, string Algorithm, string Key)> Stages(JsonElement file) =>
        file.GetProperty("result").GetProperty("stages").EnumerateArray().Select(stage =>
            (stage.GetProperty("stage").GetString()!, stage.GetProperty("algorithm").GetRawText(), stage.GetProperty("key").GetString()!));

    private static string Sdk(JsonElement file) => file.GetProperty("toolchain").GetProperty("sdk").GetString()!;

    // a hash is told from another by its first digits
    private static (string Text, string Shown) Show(Dictionary<string, JsonElement> fields, string field)
    {
        if (!fields.TryGetValue(field, out var value))
        {
            return ("", "not there");
        }

        var text = value.ToString();
        var shown = Digest.Is(text) ? text[..12] : text.Length > MostCharacters ? text[..MostCharacters] + "..." : text;
        return ($"={text}", shown.Length > 0 && value.ValueKind is not JsonValueKind.String ? shown : $"'{shown}'");
    }

    private sealed record Difference(Descriptor Rule, string Subject, string Text, string Pointer);
}
