namespace Lora.Diffusion;

/// <summary>A text's length against the room it has.</summary>
/// <param name="Tokens">Tokens of the whole text, without start and end.</param>
/// <param name="Room">Tokens that are used.</param>
/// <param name="Lost">The first words that are not used, cleaned as the tokenizer cleans them; empty where the text fits.</param>
public sealed record TextFit(int Tokens, int Room, string Lost)
{
    public bool Fits => Tokens <= Room;
}
