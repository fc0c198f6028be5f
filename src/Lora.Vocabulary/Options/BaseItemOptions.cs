namespace Lora.Vocabulary;

/// <summary>The metadata of a <c>Base</c>, which says what a name of <see cref="ProjectOptions.BaseModels"/> stands for.</summary>
public static class BaseItemOptions
{
    public static OptionGroup Group { get; } = new("Base");

    public static Option<string> Path { get; } = Group.Add(new PathOption("Path", "The base model, written as in BaseModel."));
}
