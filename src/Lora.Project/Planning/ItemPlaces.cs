namespace Lora.Project;

/// <summary>Where evaluated items stand that are named by a text; several of one name are told apart by their order.</summary>
internal sealed class ItemPlaces(SourceFiles sources, string item, IReadOnlyList<InputItem> items)
{
    private readonly ILookup<string, InputItem> _byName = items.ToLookup(each => each.Include, StringComparer.Ordinal);

    public SourcePlace Of(InputItem each)
    {
        if (each.Imported is { } imported)
        {
            return imported;
        }

        InputItem[] ofThatName = [.. _byName[each.Include]];
        return ofThatName.Length > 1 && sources.PlacesOf(item, each.Include) is var places && places.Count == ofThatName.Length
            ? places[Array.FindIndex(ofThatName, other => ReferenceEquals(other, each))] : sources.PlaceOf(item, each.Include);
    }
}
