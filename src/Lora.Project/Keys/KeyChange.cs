namespace Lora.Project;

/// <summary>An entry in which two keys of a stage differ.</summary>
/// <param name="Kind"><see cref="KeyEntry.Kind"/>.</param>
/// <param name="Name"><see cref="KeyEntry.Name"/>, or a name that people know it by.</param>
/// <param name="Old">Null where the earlier key has no such entry.</param>
/// <param name="New">Null where the later one has none.</param>
internal sealed record KeyChange(string Kind, string Name, string? Old, string? New)
{
    /// <summary>The differences, in the order of the later key; what it no longer has comes last.</summary>
    internal static IEnumerable<KeyChange> Between(IEnumerable<KeyEntry> earlier, IEnumerable<KeyEntry> later)
    {
        var old = new Dictionary<(string Kind, string Name), string>();
        foreach (var entry in earlier)
        {
            old[(entry.Kind, entry.Name)] = entry.Value;
        }

        foreach (var entry in later)
        {
            var before = old.Remove((entry.Kind, entry.Name), out var value) ? value : null;
            if (before != entry.Value)
            {
                yield return new(entry.Kind, entry.Name, before, entry.Value);
            }
        }

        foreach (var (place, value) in old)
        {
            yield return new(place.Kind, place.Name, value, null);
        }
    }
}
