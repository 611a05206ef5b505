package io.skep.informer.remote.grpc;

import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;
import javax.net.ssl.X509TrustManager;

/**
 * Trusts servers whose certificate says that they are managers. All nodes of a cluster have
 * certificates of its authority: without this, any worker could pass for a manager.
 */
final class ManagerTrust implements X509TrustManager {
  private static final Rdn MANAGER = role();

  private final X509TrustManager authorities;

  ManagerTrust(X509TrustManager authorities) {
    this.authorities = authorities;
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType)
      throws CertificateException {
    authorities.checkServerTrusted(chain, authType);
    String subject = chain[0].getSubjectX500Principal().getName();
    if (!rdns(subject).contains(MANAGER)) {
      throw new CertificateException(
          "the server's certificate (%s) is not of a manager (OU=swarm-manager)"
              .formatted(subject));
    }
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType)
      throws CertificateException {
    throw new CertificateException("this is no server");
  }

  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return authorities.getAcceptedIssuers();
  }

  private static List<Rdn> rdns(String subject) throws CertificateException {
    try {
      return new LdapName(subject).getRdns();
    } catch (InvalidNameException e) {
      throw new CertificateException("the name \"%s\" cannot be read".formatted(subject), e);
    }
  }

  private static Rdn role() {
    try {
      return new Rdn("OU", "swarm-manager");
    } catch (InvalidNameException e) {
      throw new IllegalStateException(e);
    }
  }
}
