using Lora.Diffusion;

namespace Lora.Engine;

/// <summary>What is lost of a text that is too long.</summary>
internal static class LostWords
{
    /// <summary>Behind "has": tokens, room, the first words that are lost.</summary>
    internal static string InWords(this TextFit fit) =>
        FormattableString.Invariant($"{fit.Tokens} tokens, of which {fit.Room} are read: lost from '{fit.Lost}' on");
}
