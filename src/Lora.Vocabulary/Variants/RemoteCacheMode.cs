namespace Lora.Vocabulary;

/// <summary>What a build does with a remote cache, <c>LoraRemoteCacheMode</c>.</summary>
public enum RemoteCacheMode
{
    /// <summary>Takes from it what others made, and brings what it makes.</summary>
    Both,

    /// <summary>Takes only.</summary>
    Read,

    /// <summary>Brings only.</summary>
    Write,
}
