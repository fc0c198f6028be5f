namespace Lora.Diffusion;

/// <summary>
/// A model's way from text to conditioning. Texts are cut into rows of <see cref="RowTokens"/> tokens that are joined again after the text encoder. Counting
/// needs the tokenizer alone, <see cref="Layers"/> the config alone.
/// </summary>
public interface ITextConditioner
{
    /// <summary>Layers of the text encoder: the largest clip skip.</summary>
    /// <exception cref="CheckpointException">Its config cannot be used.</exception>
    int Layers { get; }

    /// <summary>Whether <c>clip_skip</c> changes anything: Stable Diffusion XL always takes the last layer but one.</summary>
    bool TakesClipSkip { get; }

    /// <summary>Tokens that a row has room for, 75: kohya's <c>max_token_length</c> is a multiple of it.</summary>
    int RowTokens { get; }

    /// <summary>Most rows that a prompt may take; what is longer is cut.</summary>
    int MaxPromptRows { get; }

    /// <summary>Captions as kohya's trainer takes them: always as many rows as asked for, and weights only where they are asked for.</summary>
    /// <param name="captions">n captions.</param>
    /// <param name="rows">Rows each.</param>
    /// <param name="clipSkip">kohya's <c>clip_skip</c>: 1 is the last layer, 2 the one before.</param>
    /// <param name="weighted">kohya's <c>weighted_captions</c>: brackets are weights, <c>(word:1.2)</c>, and scale the states; the mean is not kept.</param>
    /// <returns>n rows; gradients flow into the text encoder where they are wanted.</returns>
    /// <exception cref="CheckpointException">Text encoder or tokenizer cannot be used.</exception>
    /// <exception cref="PromptFormatException">A weight is no number.</exception>
    Conditioning EncodeCaptions(IReadOnlyList<string> captions, int rows = 1, int clipSkip = 1, bool weighted = false);

    /// <summary>
    /// Prompts as kohya's <c>gen_img.py</c> and A1111 take them: weights scale the states and the mean of the whole is kept; <c>BREAK</c> fills a row.
    /// </summary>
    /// <param name="prompts">n prompts.</param>
    /// <param name="rows">Rows each; prompt and negative prompt take as many as <see cref="RowsOf"/> says of both.</param>
    /// <param name="clipSkip">As for captions.</param>
    /// <returns>n rows.</returns>
    /// <exception cref="PromptFormatException">A weight is no number.</exception>
    Conditioning EncodePrompts(IReadOnlyList<string> prompts, int rows, int clipSkip = 1);

    /// <summary>
    /// What to keep away from. As <see cref="EncodePrompts"/>, but for a family that was trained with it no text is zeros, as in A1111 and diffusers.
    /// </summary>
    /// <inheritdoc cref="EncodePrompts"/>
    Conditioning EncodeNegatives(IReadOnlyList<string> prompts, int rows, int clipSkip = 1);

    /// <summary>Rows that a prompt and its negative both take: as many as the longer needs, at most <see cref="MaxPromptRows"/>.</summary>
    /// <exception cref="PromptFormatException">A weight is no number.</exception>
    int RowsOf(string prompt, string negative = "");

    /// <summary>Whether a caption fits, and what is lost of it.</summary>
    /// <param name="caption">As <see cref="EncodeCaptions"/> would get it.</param>
    /// <param name="rows">Rows it is given.</param>
    /// <param name="weighted">Brackets are weights, and no text.</param>
    /// <exception cref="PromptFormatException">A weight is no number.</exception>
    TextFit FitCaption(string caption, int rows = 1, bool weighted = false);

    /// <summary>Whether a prompt fits <see cref="MaxPromptRows"/>, and what is lost of it. Tokens that BREAK fills a row with count.</summary>
    /// <exception cref="PromptFormatException">A weight is no number.</exception>
    TextFit FitPrompt(string prompt);
}
