package io.skep.store.index;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class IndexKeyTest {
  @Test
  void textOrdersAsItsUtf8BytesDo() {
    // S-62
    List<String> texts =
        List.of(
            "", "\u0000", "a", "aa", "z", "\u007f", "é", "\u07ff", "中", "\uffee", "\ud83d\ude00");
    for (String left : texts) {
      for (String right : texts) {
        int byBytes =
            Arrays.compareUnsigned(
                left.getBytes(StandardCharsets.UTF_8), right.getBytes(StandardCharsets.UTF_8));

        assertThat(Integer.signum(IndexKey.ofText(left).compareTo(IndexKey.ofText(right))))
            .as("%s and %s", left, right)
            .isEqualTo(Integer.signum(byBytes));
      }
    }
  }

  @Test
  void asciiTextIsItsOwnKey() {
    String id = "3vj2s0w6yq4t8c1m5kz7xn9ab";

    assertThat(IndexKey.ofText(id)).isSameAs(id);
  }

  @Test
  void aKeyOfTextTellsTheText() {
    for (String text : List.of("", "a\u0000", "né", "\u0080", "中", "\ud83d\ude00")) {
      assertThat(IndexKey.toText(IndexKey.ofText(text))).isEqualTo(text);
    }
  }

  @Test
  void numbersOrderAsUnsigned() {
    long[] ascending = {0, 1, 255, 256, Long.MAX_VALUE, Long.MIN_VALUE, -1};
    for (int i = 1; i < ascending.length; i++) {
      assertThat(IndexKey.ofUnsigned(ascending[i - 1]))
          .isLessThan(IndexKey.ofUnsigned(ascending[i]))
          .hasSize(8);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"TINY", "EDGES"})
  void joinedPartsOrderAsThePartsDoOneByOne(Alphabets alphabet) {
    // S-58, S-62
    var random = new Random(17);
    for (int i = 0; i < 20_000; i++) {
      String a = alphabet.next(random);
      String b = alphabet.next(random);
      String c = alphabet.next(random);
      String d = alphabet.next(random);
      int oneByOne = a.equals(c) ? b.compareTo(d) : a.compareTo(c);

      int joined = (IndexKey.part(a) + b).compareTo(IndexKey.part(c) + d);

      assertThat(Integer.signum(joined)).isEqualTo(Integer.signum(oneByOne));
      assertThat(IndexKey.part(a).startsWith(IndexKey.openPart(c))).isEqualTo(a.startsWith(c));
    }
  }
}
