namespace Lora.Project;

/// <summary>The stages, in the order in which a whole build runs them. Their names are the names of the MSBuild targets.</summary>
public enum StageName
{
    Validate,
    Resize,
    Tag,
    CacheLatents,
    CacheTextEmbeddings,
    Train,
    Sample,
}
