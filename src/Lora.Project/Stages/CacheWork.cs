namespace Lora.Project;

/// <summary>What is asked of the store in the place of a stage.</summary>
public enum CacheWork
{
    /// <summary>The target CacheInfo: what is in it.</summary>
    Show,

    /// <summary>The target CacheClean: it is emptied.</summary>
    Clean,

    /// <summary>The end of a build: what is still to be brought to the remote cache is waited for.</summary>
    Upload,
}
