namespace Lora.Dataset;

/// <summary>What a rule does to the tags of one line; twice does no more than once.</summary>
internal interface ITagRule
{
    void Apply(TagParts tags);
}
